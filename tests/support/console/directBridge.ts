import type { Core } from '../../../src/main/core/core.ts'
import { type Bridge, createBridge } from '../../../src/shared/ipc/bridge.ts'
import type { CommandName } from '../../../src/shared/ipc/commands.ts'
import { createDispatch } from '../../../src/shared/ipc/dispatch.ts'

/** The bridge in the same process: what every other bridge is compared with. `defects` gathers what no handler meant to throw. */
export function createDirectBridge(core: Core): { readonly bridge: Bridge; readonly defects: readonly CommandName[] } {
  const defects: CommandName[] = []
  const dispatch = createDispatch(core.handlers, (command) => defects.push(command))
  const bridge = createBridge({ invoke: dispatch, listen: core.listen }, { keyProtection: 'fileOnly' })
  return { bridge, defects }
}
