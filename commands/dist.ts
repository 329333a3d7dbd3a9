import { build } from 'electron-builder'
import { packagingFor } from '../build/electron-builder.ts'
import { runBuild } from './processes/ensureBuilt.ts'
import { findElectronDist } from './processes/findElectron.ts'

const { platform } = process
const electronDist = findElectronDist()
if (electronDist === undefined) {
  console.error('cannot package: there is no Electron binary for this machine (npx install-electron fetches it)')
  process.exit(1)
}
if (platform !== 'darwin' && platform !== 'linux' && platform !== 'win32') {
  console.error(`cannot package: there is no package for ${platform}`)
  process.exit(1)
}
await runBuild(true)
const made = await build({ config: { ...packagingFor(platform), electronDist }, publish: 'never' })
for (const path of made) console.log(path)
