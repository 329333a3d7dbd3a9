import { createBridge } from '../../shared/ipc/bridge.ts'
import { capabilitiesSchema } from '../../shared/ipc/capabilities.ts'
import { type Credential, credentialOfToken } from '../../shared/ipc/credential.ts'
import { bridgePath, capabilitiesMeta, credentialSchema } from '../../shared/ipc/frames.ts'
import { systemClock } from '../../shared/model/timing/clock.ts'
import type { BridgeConnection } from './bridgeConnection.ts'
import { createWebsocketTransport } from './websocketBridge.ts'

const keyName = 'rounds-page-credential'

/** Connects the page to the browser host that served it. */
export function connectToBrowserHost(): BridgeConnection {
  const meta = document.querySelector<HTMLMetaElement>(`meta[name="${capabilitiesMeta}"]`)
  const capabilities = capabilitiesSchema.parse(JSON.parse(meta?.content ?? 'null'))
  const transport = createWebsocketTransport({
    openSocket: () => new WebSocket(`ws://${location.host}${bridgePath}`),
    host: location.host,
    offers: takeOffers(),
    keepReload: (credential) => sessionStorage.setItem(keyName, JSON.stringify(credential)),
    newNonce: () => crypto.randomUUID(),
    clock: systemClock,
  })
  const { onLost, onRestart } = transport
  return { bridge: createBridge(transport, capabilities), onLost, onRestart }
}

/** The token of the link, which is then taken out of the address so that it is in no history, and what this tab was given before. */
function takeOffers(): Credential[] {
  const token = location.hash.slice(1)
  if (token !== '') history.replaceState(history.state, '', location.pathname + location.search)
  const kept = sessionStorage.getItem(keyName)
  return [
    ...(token === '' ? [] : [credentialOfToken(token)]),
    ...(kept === null ? [] : [credentialSchema.parse(JSON.parse(kept))]),
  ]
}
