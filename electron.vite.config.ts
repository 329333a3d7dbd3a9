import { cpSync } from 'node:fs'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (path: string) => resolve(import.meta.dirname, path)

/** Migrations are read from beside the code that applies them, in the source tree and in the build alike. */
const copyMigrations = (outDir: string) => ({
  name: 'copy-migrations',
  closeBundle: () => cpSync(at('src/main/storage/migrations'), `${outDir}/main/migrations`, { recursive: true }),
})

/** `--mode packaged` makes the set that is shipped, in `out/packaged`: without the browser host and its half of the page. */
export default defineConfig(({ mode }) => {
  const packaged = mode === 'packaged'
  const outDir = at(packaged ? 'out/packaged' : 'out')
  const hosts = {
    index: at('src/main/index.ts'),
    ...(packaged ? {} : { browserHost: at('src/main/hosts/browser/index.ts') }),
  }
  return {
    main: {
      plugins: [copyMigrations(outDir)],
      build: {
        outDir: `${outDir}/main`,
        rollupOptions: { input: hosts, output: { format: 'es', chunkFileNames: '[name]-[hash].js' } },
      },
    },
    preload: {
      build: {
        outDir: `${outDir}/preload`,
        rollupOptions: {
          input: { index: at('src/preload/index.ts') },
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    },
    renderer: {
      root: at('src/renderer'),
      plugins: [react()],
      define: { __BROWSER_HOST__: JSON.stringify(!packaged) },
      build: {
        outDir: `${outDir}/renderer`,
        minify: true,
        // The page is read from this machine, not from a network.
        chunkSizeWarningLimit: 2_000,
        // Small files must stay files: the page's policy allows fonts and scripts from its own origin only.
        assetsInlineLimit: 0,
        rollupOptions: { input: { index: at('src/renderer/index.html') } },
      },
    },
  }
})
