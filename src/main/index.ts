import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, safeStorage, session, shell } from 'electron'
import { createDispatch } from '../shared/ipc/dispatch.ts'
import { systemClock } from '../shared/model/timing/clock.ts'
import { describeDefect } from './core/runtime/describeDefect.ts'
import { systemRandom } from './core/runtime/random.ts'
import { defaultDataDir } from './hosts/dataDir.ts'
import { appOrigin, appScheme, handleAppProtocol } from './hosts/electron/appProtocol.ts'
import { quitCleanly } from './hosts/electron/cleanQuit.ts'
import { contentWindowOptions } from './hosts/electron/contentWindow.ts'
import { denyByDefault } from './hosts/electron/denyByDefault.ts'
import { menuTemplate } from './hosts/electron/menuTemplate.ts'
import { consoleWindowOptions, showConsoleWindow } from './hosts/electron/openConsoleWindow.ts'
import { pressChord } from './hosts/electron/pressChord.ts'
import { chooseProtectors } from './hosts/electron/safeStorageProtector.ts'
import { serveIpc } from './hosts/electron/serveIpc.ts'
import { focusOnSecondInstance } from './hosts/electron/singleInstance.ts'
import { createFileAnswers } from './hosts/fileAnswers.ts'
import { type HostEnvironment, readEnvironment } from './hosts/readEnvironment.ts'
import { createRendererFiles } from './hosts/rendererFiles.ts'
import { refusalReason } from './hosts/startRefusal.ts'
import { openCore } from './openCore.ts'

try {
  const environment = readEnvironment(process.env)
  const dataDir = resolve(environment.dataDir ?? defaultDataDir(process.platform, app.getPath('home'), process.env))
  app.setPath('userData', dataDir)
  protocol.registerSchemesAsPrivileged([appScheme])
  // The console that runs already comes forward in place of this one.
  if (!app.requestSingleInstanceLock()) app.quit()
  else
    app
      .whenReady()
      .then(() => start(environment, dataDir))
      .catch(refuseToStart)
} catch (error) {
  refuseToStart(error)
}

async function start(environment: HostEnvironment, dataDir: string): Promise<void> {
  const protectors = await chooseProtectors(safeStorage, process.platform)
  const { core, log, keyProtection, unlock } = await openCore({ dataDir, environment, protectors })
  const capabilities = { keyProtection }

  denyByDefault(app, session.defaultSession, {
    openOutside: (url) => {
      // Where no program opens such an address, the system says so.
      void shell.openExternal(url).catch(() => log.warn({}, 'an address could not be opened'))
    },
    openContent: (url) => {
      void new BrowserWindow(contentWindowOptions)
        .loadURL(url)
        .catch(() => log.warn({}, 'the content of a file could not be shown'))
    },
  })
  handleAppProtocol(
    protocol,
    createRendererFiles({
      rendererDir: fileURLToPath(new URL('../renderer/', import.meta.url)),
      capabilities,
      connectTo: [],
      newNonce: () => Buffer.from(systemRandom.bytes(16)).toString('base64url'),
    }),
    createFileAnswers(core),
  )
  const showLog = () => shell.showItemInFolder(join(dataDir, 'console.log'))

  const preloadPath = fileURLToPath(new URL('../preload/index.cjs', import.meta.url))
  const window = new BrowserWindow(consoleWindowOptions(preloadPath, capabilities))
  const press = (chord: string) => pressChord(window.webContents, chord)
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, !app.isPackaged, { showLog, press })))
  focusOnSecondInstance(app, window)
  const stopServing = serveIpc({
    ipcMain,
    webContents: window.webContents,
    dispatch: createDispatch(core.handlers, (command, error) =>
      log.error({ command, ...describeDefect(error) }, 'a command failed'),
    ),
    listen: core.listen,
    reportIntruder: () => log.warn({}, 'a call from outside the page was refused'),
  })
  const close = async () => {
    await core.handOver()
    stopServing()
    await core.close()
    unlock()
  }
  quitCleanly(app, close, systemClock)
  await showConsoleWindow(window, `${appOrigin}/index.html`)
}

function refuseToStart(error: unknown): void {
  dialog.showErrorBox('Rounds cannot start', refusalReason(error))
  app.exit(1)
}
