import { createBridge } from '../../../src/shared/ipc/bridge.ts'
import { connectPage, credentialOf, openBrowserHost } from '../../support/console/openBrowserHost.ts'
import { describeBridge } from './bridgeContract.ts'

describeBridge('a WebSocket to the browser host', async ({ core }, reportDefect) => {
  const host = await openBrowserHost(core, { reportDefect })
  const transport = connectPage(host.port, [credentialOf(host.newLink())])
  return {
    transport,
    bridge: createBridge(transport, { keyProtection: 'fileOnly' }),
    close: async () => {
      transport.close()
      await host.close()
      await core.close()
    },
  }
})
