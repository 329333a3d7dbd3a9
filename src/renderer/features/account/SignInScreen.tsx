import { useTranslation } from 'react-i18next'
import { useConsole } from '../../state/ConsoleContext.tsx'
import { SignInForm } from './SignInForm.tsx'
import classes from './SignInScreen.module.css'

/** Screen while nobody is signed in. */
export function SignInScreen() {
  const { t } = useTranslation()
  const account = useConsole((state) => state.account)
  if (account.state !== 'signedOut') return null
  return (
    <main className={classes.screen}>
      <div className={classes.card}>
        <h1 className={classes.title}>{t('app.title')}</h1>
        <p className={classes.lead}>{t('account.lead')}</p>
        <SignInForm key={account.relayUrl ?? ''} relayUrl={account.relayUrl ?? ''} user="" failure={account.failure} />
      </div>
    </main>
  )
}
