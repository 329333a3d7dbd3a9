import { resolve } from 'node:path'
import { defineConfig } from 'vite'

const at = (path: string) => resolve(import.meta.dirname, path)

/** The page that the relay serves at `/visit/`, wherever it stands: every address in it is relative. */
export default defineConfig({
  root: import.meta.dirname,
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
