// Builds web/static/vendor/app.css and govuk-frontend.min.js: `npm ci && npm run build` in this folder.
// An argument names another output folder.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { build, transform } from 'esbuild'
import * as sass from 'sass'

const out = resolve(process.argv[2] ?? '../../web/static/vendor')
const versions = JSON.parse(readFileSync('package.json', 'utf8')).devDependencies
const banner = `/*! govuk-frontend ${versions['govuk-frontend']}, @ministryofjustice/frontend ` +
  `${versions['@ministryofjustice/frontend']}. MIT, see LICENCES.md. */`

// A third of the compiled file says the same things again: a font that is inherited, fallbacks for colours that
// are always set, prefixes for browsers that never see this file, and one unused picture from another package.
function slim (css) {
  const always = new Set(css.match(/--govuk-[a-z-]+(?=:)/g))
  return css
    .replace(/@media print\{[^{}]+\{font-family:sans-serif\}\}/g, '')
    .replace(/font-family:[^;{}!]+?(;|(?=\}))/g, '')
    .replace(/-(webkit|moz-osx)-font-smoothing:[^;{}]+(;|(?=\}))/g, '')
    .replace(/-(webkit-clip-path|ms-user-select):[^;{}]+(;|(?=\}))/g, '')
    .replace(/var\((--govuk-[a-z-]+), ?[^()]+\)/g, (whole, name) => always.has(name) ? `var(${name})` : whole)
    .replace(/[^{}]+\{[^{}]*url\([^)]*icon-document[^)]*\)[^{}]*\}/g, '')
}

mkdirSync(out, { recursive: true })

const { css } = sass.compile('app.scss', {
  style: 'compressed',
  loadPaths: ['.', 'node_modules/govuk-frontend/dist', 'node_modules/@ministryofjustice/frontend'],
  quietDeps: true
})
const { code } = await transform(slim(css), { loader: 'css', minify: true, target: ['chrome111', 'firefox113', 'safari16.4'] })
writeFileSync(`${out}/app.css`, `${banner}\n${code}`)

await build({
  entryPoints: ['enhance.mjs'],
  outfile: `${out}/govuk-frontend.min.js`,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'none',
  banner: { js: banner }
})
