import { createHash } from 'node:crypto';
import type { Answer } from '../emulators/http-api/answer.ts';
import { DEMO_USERS, type DemoUser, demoUserKey } from './demo-users.ts';

const STYLE = `
:root{color-scheme:light dark;--page:#f3f5f9;--card:#fff;--line:#dde2ea;--text:#16202e;--soft:#5b6878;--accent:#3157d5;--hover:#eef2fd}
@media (prefers-color-scheme:dark){:root{--page:#0e131b;--card:#171e29;--line:#2b3544;--text:#e8edf4;--soft:#9aa7b8;--accent:#8fabff;--hover:#1f2938}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--page);color:var(--text);font:15px/1.45 system-ui,sans-serif}
main{width:100%;max-width:480px;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:28px;box-shadow:0 8px 30px rgb(10 20 40/.08)}
h1{margin:0 0 4px;font-size:21px;letter-spacing:-.01em}
p{margin:0;color:var(--soft)}
form{margin:20px 0;display:grid;gap:8px}
h2{margin:12px 0 2px;font-size:12px;font-weight:600;color:var(--soft)}
h2:first-of-type{margin-top:0}
button{display:grid;grid-template-columns:38px 1fr auto;gap:12px;align-items:center;width:100%;padding:10px 12px;text-align:left;font:inherit;color:inherit;background:none;border:1px solid var(--line);border-radius:10px;cursor:pointer}
button:hover,button:focus-visible{background:var(--hover);border-color:var(--accent)}
button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.mark{width:38px;height:38px;border-radius:50%;display:grid;place-items:center;font-weight:600;text-transform:uppercase;color:var(--accent);background:var(--hover);border:1px solid var(--line)}
.name{font-weight:600;text-transform:capitalize}
.about{display:block;color:var(--soft);font-size:13px}
.role{font-size:12px;color:var(--soft);border:1px solid var(--line);border-radius:99px;padding:2px 9px;white-space:nowrap}
.last{border-color:var(--accent)}
footer{font-size:13px;color:var(--soft)}
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Nothing from anywhere else; forms go to us and on to the application, which is on this computer too. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${STYLE_HASH}'`,
  "form-action 'self' http://localhost:* http://127.0.0.1:*",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** The page that asks who signs in. `parameters` are handed on by the form; `last` is who signed in before. */
export function userChoicePage(parameters: [string, string][], last: DemoUser | undefined): Answer {
  const hidden = parameters.map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const tenants = [...Map.groupBy(DEMO_USERS, ({ tenant }) => tenant)].map(
    ([tenant, users]) =>
      `<h2>Tenant ${escapeHtml(tenant)}</h2>${users.map((user) => userButton(user, user === last)).join('\n')}`,
  );
  return page(
    200,
    'Who are you?',
    `<p>Choose a demo user to sign in to Agent Sessions on this computer.</p>
<form method="post" action="/local/authorize">
${[...hidden, ...tenants].join('\n')}
</form>
<footer>There are no passwords here. Your choice is remembered in this browser.</footer>`,
  );
}

/** The page for a sign-in that was started wrongly. */
export function signInProblemPage(problem: string): Answer {
  return page(
    400,
    'This sign-in cannot go on',
    `<p>${escapeHtml(problem)}.</p><p>Go back to the application and start the sign-in again.</p>`,
  );
}

function userButton(user: DemoUser, isLast: boolean): string {
  return `<button name="user" value="${escapeHtml(demoUserKey(user))}"${isLast ? ' class="last" autofocus' : ''}>
<span class="mark" aria-hidden="true">${escapeHtml(user.user.slice(0, 1))}</span>
<span><span class="name">${escapeHtml(user.user)}</span><span class="about">${escapeHtml(user.about)}</span></span>
<span class="role">${escapeHtml(user.role)}</span>
</button>`;
}

function page(status: number, title: string, content: string): Answer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      // Not no-referrer: browsers would then send the form with the origin "null".
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Agent Sessions</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`,
  };
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
