/** What would have to run for the page to be lost. */
const CODE = 'window.__ran=1';
const FOREIGN = 'http://evil.example';

const MARKUP = [
  `<script>${CODE}</script>`,
  `<img src=x onerror="${CODE}">`,
  `<svg/onload=${CODE}>`,
  `<iframe src="javascript:${CODE}"></iframe>`,
  `<a href="javascript:${CODE}">go on</a>`,
  `<body onload=${CODE}>`,
  `<input autofocus onfocus=${CODE}>`,
  `<details open ontoggle=${CODE}>`,
  `<video><source onerror="${CODE}"></video>`,
  `<img src="${FOREIGN}/pixel.png">`,
  `<link rel=stylesheet href="${FOREIGN}/a.css">`,
  `<style>*{background:url(${FOREIGN}/b.png)}</style>`,
  `<meta http-equiv="refresh" content="0;url=${FOREIGN}">`,
  `<base href="${FOREIGN}/">`,
  `<form action="${FOREIGN}"><button>Sign in</button></form>`,
  `<object data="data:text/html,<script>${CODE}</script>"></object>`,
  `<math><mtext></mtext><script>${CODE}</script></math>`,
  `<template><script>${CODE}</script></template>`,
  `<x-a style="animation-name:x" onanimationstart="${CODE}">`,
  `![](${FOREIGN}/c.png)`,
  `[go on](javascript:${CODE})`,
  `javascript:${CODE}`,
  `{{constructor.constructor('${CODE}')()}}`.replaceAll('{{', '{ {'),
  `\${${CODE}}`,
  `';${CODE};//`,
];

const WRAPPERS: ((text: string) => string)[] = [
  (text) => text,
  (text) => `">${text}`,
  (text) => `'>${text}`,
  (text) => `</textarea>${text}`,
  (text) => `--></title></style></script>${text}`,
  (text) => `\u202e${text}\u2066\u200b`,
  (text) => `${text.toUpperCase()}\u0000\u001b[31m`,
  (text) => `مرحبا 👩‍🔧 ${text} 日本語`,
];

/** Two hundred texts that models, tools and people could write to make a page do something. */
export const HOSTILE_TEXTS: string[] = MARKUP.flatMap((markup) => WRAPPERS.map((wrap) => wrap(markup)));
