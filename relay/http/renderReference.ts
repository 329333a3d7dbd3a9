/** One route as the page shows it. Schemas are shown as they are. */
export interface ReferenceRoute {
  readonly method: string
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly needsToken: boolean
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: unknown }[]
  readonly body: unknown
  readonly answers: Readonly<Record<string, unknown>>
  readonly refusals: readonly { readonly status: string; readonly description: string }[]
}

/** The styles of the page: its policy allows these, by their hash, and nothing else. */
export const referenceStyle = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 0 auto; padding: 1.5rem }
h2 { margin-top: 2.5rem; border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent) }
summary { cursor: pointer; padding: .35rem 0 }
summary:focus-visible, a:focus-visible { outline: 2px solid; outline-offset: 2px }
code, pre { font: .875rem/1.45 ui-monospace, monospace }
pre { overflow-x: auto; padding: .75rem; background: color-mix(in srgb, currentColor 8%, transparent) }
.method { display: inline-block; min-width: 4.5rem; font-weight: 600 }
details > :not(summary) { margin-left: 1rem }
`

/** A page that lists the routes by their tags, in plain HTML: no script, nothing from elsewhere. */
export function renderReference(routes: readonly ReferenceRoute[], events: readonly string[]): string {
  const tags = [...Map.groupBy(routes, ({ tag }) => tag)].sort(([a], [b]) => (a < b ? -1 : 1))
  const sections = tags.map(
    ([tag, ofTag]) => `<section><h2>${escapeText(tag)}</h2>${ofTag.map(renderRoute).join('')}</section>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rounds relay: reference</title>
<style>${referenceStyle}</style>
</head>
<body>
<main>
<h1>Rounds relay</h1>
<p>The REST interface (<a href="/api/openapi.json">OpenAPI</a>) and the socket protocol (<a href="/docs/asyncapi.json">AsyncAPI</a>).
A request that needs a token has <code>Authorization: Bearer TOKEN</code>. A refusal is
<code>{ "success": false, "code", "error", "retry" }</code>.</p>
${sections.join('\n')}
<section><h2>socket events</h2><ul>${events.map((event) => `<li><code>${escapeText(event)}</code></li>`).join('')}</ul></section>
</main>
</body>
</html>
`
}

function renderRoute(route: ReferenceRoute): string {
  const { method, path, summary, needsToken, parameters, body, answers, refusals } = route
  const parts = [
    summary === '' ? '' : `<p>${escapeText(summary)}</p>`,
    needsToken ? '<p>Needs a token.</p>' : '',
    ...parameters.map(
      (parameter) =>
        `<p>In the ${escapeText(parameter.in)}: <code>${escapeText(parameter.name)}</code></p>${renderSchema(parameter.schema)}`,
    ),
    body === undefined ? '' : `<p>Body</p>${renderSchema(body)}`,
    ...Object.entries(answers).map(([status, schema]) =>
      schema === undefined ? '' : `<p>Answer ${escapeText(status)}</p>${renderSchema(schema)}`,
    ),
    '<p>Refused with</p><ul>',
    ...refusals.map(({ status, description }) => `<li>${escapeText(status)}: ${escapeText(description)}</li>`),
    '</ul>',
  ]
  return `<details><summary><span class="method">${escapeText(method)}</span> <code>${escapeText(path)}</code></summary>${parts.join('')}</details>`
}

function renderSchema(schema: unknown): string {
  return `<pre tabindex="0">${escapeText(JSON.stringify(schema, null, 2) ?? '')}</pre>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
