import { cpSync } from 'node:fs'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (path: string) => resolve(import.meta.dirname, path)

/** Migrations are read from beside the code that applies them, in the source tree and in the build alike. */
const copyMigrations = {
  name: 'copy-migrations',
  closeBundle: () => cpSync(at('src/main/storage/migrations'), at('out/main/migrations'), { recursive: true }),
}

export default defineConfig({
  main: {
    plugins: [copyMigrations],
    build: {
      outDir: 'out/main',
      rollupOptions: {
        input: {
          index: at('src/main/index.ts'),
          // Packaging leaves this entry out: see build/electron-builder.ts.
          browserHost: at('src/main/hosts/browser/index.ts'),
        },
        output: { format: 'es', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: { index: at('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    plugins: [react()],
    build: { outDir: at('out/renderer'), rollupOptions: { input: { index: at('src/renderer/index.html') } } },
  },
})
