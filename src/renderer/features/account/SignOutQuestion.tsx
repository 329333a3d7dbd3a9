import { Button, Group, Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useActions, useAmending, useUnsent } from '../../state/ConsoleContext.tsx'
import { useLentFocus } from '../../ui/focus/focusContext.ts'
import classes from './AccountCard.module.css'

interface SignOutQuestionProps {
  readonly opened: boolean
  readonly onClose: () => void
}

/** Asks before signing out with messages unsent, and says what becomes of them. */
export function SignOutQuestion({ opened, onClose }: SignOutQuestionProps) {
  const { t } = useTranslation()
  const { signOut } = useActions()
  const unsent = useUnsent().length + useAmending().length
  useLentFocus(opened)
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      returnFocus={false}
      title={t('account.signOutTitle')}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      centered
    >
      <p className={classes.question}>{t('account.signOutUnsent', { count: unsent })}</p>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('app.cancel')}
        </Button>
        <Button onClick={() => void signOut()}>{t('account.signOut')}</Button>
      </Group>
    </Modal>
  )
}
