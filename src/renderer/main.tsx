import '@mantine/core/styles.layer.css'
import '@mantine/spotlight/styles.layer.css'
import './ui/tokens.css'
import './ui/base.css'
import './ui/forcedColours.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { systemClock } from '../shared/model/timing/clock.ts'
import { App } from './App.tsx'
import { getBridge } from './bridge/getBridge.ts'
import { ConsoleProvider } from './state/ConsoleContext.tsx'
import { createConsoleStore } from './state/consoleStore.ts'
import { createFrameScheduler } from './state/events/frameScheduler.ts'
import { createTicker } from './state/ticker.ts'
import { createStrings } from './strings/createStrings.ts'

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
// Where the kit's scroll lock looks for the nonce of the styles it inserts.
Object.assign(globalThis, { __webpack_nonce__: nonce })

const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no #root.')

const [strings, connection] = await Promise.all([createStrings(navigator.language), getBridge()])
const ticker = createTicker(systemClock)
const store = createConsoleStore(connection.bridge, {
  clock: systemClock,
  relayNow: ticker.relayNow,
  scheduleFrame: createFrameScheduler(window, systemClock),
})
store.subscribe(({ link }, before) => {
  if (link !== before.link) ticker.observe(link.relayClock)
})
connection.onLost(store.lose)
connection.onRestart(() => void store.read())
void store.read()
window.addEventListener('beforeunload', (event) => {
  // What the console has not taken is in this window alone.
  if (store.getState().unsaved.size > 0) event.preventDefault()
})

createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={strings}>
      <ConsoleProvider store={store} ticker={ticker}>
        <App nonce={nonce} />
      </ConsoleProvider>
    </I18nextProvider>
  </StrictMode>,
)
