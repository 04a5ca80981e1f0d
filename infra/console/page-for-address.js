// A CloudFront Function: it runs before the console's files are asked for. The console's addresses, unlike its files, end in no
// file name; each of them is the one page, which reads the address itself. An API's 404 never comes by here.
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name.
function handler(event) {
  const request = event.request;
  const name = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (!name.includes('.')) request.uri = '/index.html';
  return request;
}
