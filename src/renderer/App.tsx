import { MantineProvider } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './App.module.css'
import { SignInScreen } from './features/account/SignInScreen.tsx'
import { ConsoleStopped } from './features/link/ConsoleStopped.tsx'
import { ConsoleScreen } from './screen/ConsoleScreen.tsx'
import { useConsole } from './state/ConsoleContext.tsx'
import { resolveCssVariables, theme } from './ui/theme.ts'

/** The page: what it shows depends on whether the console was read and somebody is signed in. `nonce` admits the kit's styles. */
export function App({ nonce }: { readonly nonce: string }) {
  const scheme = useConsole((state) => state.settings.colourScheme)
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveCssVariables}
      getStyleNonce={() => nonce}
      defaultColorScheme="auto"
      {...(scheme === 'system' ? {} : { forceColorScheme: scheme })}
    >
      <Content />
      <ConsoleStopped />
    </MantineProvider>
  )
}

function Content() {
  const { t } = useTranslation()
  const reading = useConsole((state) => state.reading)
  const person = useConsole((state) => (state.account.state === 'signedOut' ? null : state.account.userId))
  switch (reading.kind) {
    case 'first':
      return (
        <div className={classes.notice} aria-busy="true">
          <p>{t('app.reading')}</p>
        </div>
      )
    case 'failed':
      return (
        <div className={classes.notice} role="alert">
          <h1>{t('app.cannotRead')}</h1>
          <p>{reading.failure.message}</p>
        </div>
      )
    case 'done':
      // Another person is another screen: nothing that one arranged or typed stays for the next.
      return person === null ? <SignInScreen /> : <ConsoleScreen key={person} />
  }
}
