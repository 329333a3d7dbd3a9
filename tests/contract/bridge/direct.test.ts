import { createBridge } from '../../../src/shared/ipc/bridge.ts'
import { createDispatch } from '../../../src/shared/ipc/dispatch.ts'
import { describeBridge } from './bridgeContract.ts'

describeBridge('nothing, in one process', async ({ core }, reportDefect) => {
  const dispatch = createDispatch(core.handlers, reportDefect)
  const transport = { invoke: dispatch, listen: core.listen }
  return { transport, bridge: createBridge(transport, { keyProtection: 'fileOnly' }), close: core.close }
})
