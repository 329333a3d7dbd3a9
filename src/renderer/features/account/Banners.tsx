import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useConsole } from '../../state/ConsoleContext.tsx'
import { useLentFocus } from '../../ui/focus/focusContext.ts'
import classes from './Banners.module.css'
import { SignInForm } from './SignInForm.tsx'

interface BannersProps {
  /** Whether the password is asked for over the screen. */
  readonly isSigningIn: boolean
  readonly onSigningIn: (isSigningIn: boolean) => void
}

/** Banners over everything, in a place of their own, while the workstation is in trouble or the sign-in has expired. */
export function Banners(props: BannersProps) {
  const trouble = useConsole((state) => state.trouble)
  return (
    <div className={classes.banners}>
      {trouble && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: beside a folded list its words are there for who points at it or goes to it
        <p className={classes.banner} role="alert" data-kind="trouble" tabIndex={0}>
          {trouble.message}
        </p>
      )}
      <Expired {...props} />
    </div>
  )
}

function Expired({ isSigningIn: isOpen, onSigningIn: setIsOpen }: BannersProps) {
  const { t } = useTranslation()
  const account = useConsole((state) => state.account)
  useLentFocus(isOpen)
  if (account.state !== 'expired') return null
  return (
    <div className={classes.banner} role="alert" data-kind="expired">
      <span>{t('account.expired')}</span>
      <button type="button" onClick={() => setIsOpen(true)}>
        {t('account.signInAgain')}
      </button>
      <Modal
        opened={isOpen}
        onClose={() => setIsOpen(false)}
        returnFocus={false}
        title={t('account.signInAgain')}
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ 'aria-label': t('app.close') }}
        centered
      >
        <SignInForm relayUrl={account.relayUrl} user={account.userId} failure={null} onDone={() => setIsOpen(false)} />
      </Modal>
    </div>
  )
}
