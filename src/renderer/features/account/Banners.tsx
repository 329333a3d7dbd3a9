import { Modal } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConsole } from '../../state/ConsoleContext.tsx'
import classes from './Banners.module.css'
import { SignInForm } from './SignInForm.tsx'

/** Banners over everything, in a place of their own, while the workstation is in trouble or the sign-in has expired. */
export function Banners() {
  const trouble = useConsole((state) => state.trouble)
  return (
    <div className={classes.banners}>
      {trouble && (
        <p className={classes.banner} role="alert" data-kind="trouble">
          {trouble.message}
        </p>
      )}
      <Expired />
    </div>
  )
}

function Expired() {
  const { t } = useTranslation()
  const account = useConsole((state) => state.account)
  const [isOpen, setIsOpen] = useState(false)
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
