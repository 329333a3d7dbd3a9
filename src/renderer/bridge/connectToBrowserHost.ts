import { createBridge } from '../../shared/ipc/bridge.ts'
import { capabilitiesSchema } from '../../shared/ipc/capabilities.ts'
import { bridgePath, capabilitiesMeta, type Hello } from '../../shared/ipc/frames.ts'
import { systemClock } from '../../shared/model/clock.ts'
import type { BridgeConnection } from './bridgeConnection.ts'
import { createWebsocketTransport } from './websocketBridge.ts'

const keyName = 'rounds-page-key'

/** Connects the page to the browser host that served it. */
export function connectToBrowserHost(): BridgeConnection {
  const meta = document.querySelector<HTMLMetaElement>(`meta[name="${capabilitiesMeta}"]`)
  const capabilities = capabilitiesSchema.parse(JSON.parse(meta?.content ?? 'null'))
  const transport = createWebsocketTransport({
    openSocket: () => new WebSocket(`ws://${location.host}${bridgePath}`),
    offers: takeOffers(),
    keepKey: (key) => sessionStorage.setItem(keyName, key),
    clock: systemClock,
  })
  return { bridge: createBridge(transport, capabilities), onRestart: transport.onRestart }
}

/** The token of the link, which is then taken out of the address so that it is in no history, and the key of this tab. */
function takeOffers(): Hello[] {
  const token = location.hash.slice(1)
  if (token !== '') history.replaceState(history.state, '', location.pathname + location.search)
  const key = sessionStorage.getItem(keyName)
  return [...(token === '' ? [] : [{ token }]), ...(key === null ? [] : [{ key }])]
}
