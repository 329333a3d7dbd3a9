import { serveIpc } from '../../../src/main/hosts/electron/serveIpc.ts'
import { createIpcTransport } from '../../../src/preload/ipcTransport.ts'
import { createBridge } from '../../../src/shared/ipc/bridge.ts'
import { createDispatch } from '../../../src/shared/ipc/dispatch.ts'
import { createStandInIpc } from '../../support/console/electronIpc.ts'
import { describeBridge } from './bridgeContract.ts'

describeBridge("a stand-in of Electron's IPC", async ({ core }, reportDefect) => {
  const ipc = createStandInIpc()
  const stop = serveIpc({
    ipcMain: ipc.ipcMain,
    webContents: ipc.webContents,
    dispatch: createDispatch(core.handlers, reportDefect),
    listen: core.listen,
    reportIntruder: () => {
      throw new Error('the page was taken for an intruder')
    },
  })
  const transport = createIpcTransport(ipc.rendererOf({ url: 'app://console/index.html', parent: null }))
  return {
    transport,
    bridge: createBridge(transport, { keyProtection: 'fileOnly' }),
    close: async () => {
      stop()
      await core.close()
    },
  }
})
