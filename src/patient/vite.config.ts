import { resolve } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const at = (path: string) => resolve(import.meta.dirname, path)

/** The page that the relay serves at `/visit/`, wherever it stands: every address in it is relative. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [compressed()],
  base: './',
  build: {
    outDir: at('../../out/patient'),
    emptyOutDir: true,
    target: 'es2022',
    // Scripts and styles of a page's own origin are all that its policy lets in: nothing goes inline, nothing is polyfilled inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { index: at('index.html'), worker: at('worker/worker.ts') },
      output: {
        // The worker keeps its name: browsers know it by its address.
        entryFileNames: ({ name }) => (name === 'worker' ? 'worker.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
})

/** Puts `.br` and `.gz` beside each file that gets smaller: at its best a compression takes longer than a relay may to start. */
function compressed(): Plugin {
  const encodings = { br: brotliCompressSync, gz: gzipSync }
  return {
    name: 'compressed',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const [fileName, file] of Object.entries(bundle)) {
          const content = Buffer.from(file.type === 'chunk' ? file.code : file.source)
          for (const [ending, encode] of Object.entries(encodings)) {
            const source = encode(content)
            if (source.length < content.length)
              this.emitFile({ type: 'asset', fileName: `${fileName}.${ending}`, source })
          }
        }
      },
    },
  }
}
