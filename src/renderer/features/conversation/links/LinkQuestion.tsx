import { Button, Group, Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useLentFocus } from '../../../ui/focus/focusContext.ts'
import type { LinkAddress } from './findLinks.ts'
import classes from './Links.module.css'

interface LinkQuestionProps {
  /** Address that somebody wants to open; null while nobody does. */
  readonly address: LinkAddress | null
  readonly onClose: () => void
}

/** Question before a link is opened in a window of its own, with all of where it leads. The safe answer has the focus. */
export function LinkQuestion({ address, onClose }: LinkQuestionProps) {
  const { t } = useTranslation()
  useLentFocus(address !== null)
  return (
    <Modal
      opened={address !== null}
      onClose={onClose}
      returnFocus={false}
      title={t('conversation.openLink.title')}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      centered
    >
      {address && <Address address={address} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('app.cancel')}
        </Button>
        {address && (
          // The window of it knows nothing of this page, and the host nothing of where it was opened.
          <Button component="a" href={address.href} target="_blank" rel="noopener noreferrer" onClick={onClose}>
            {t(`conversation.openLink.open.${address.scheme}`)}
          </Button>
        )}
      </Group>
    </Modal>
  )
}

function Address({ address: { scheme, host, letters, href } }: { readonly address: LinkAddress }) {
  const { t } = useTranslation()
  return (
    <>
      <p className={classes.where}>
        {t(`conversation.openLink.scheme.${scheme}`)} <strong dir="ltr">{host}</strong>
      </p>
      {letters !== 'plain' && (
        <p className={classes.warning} role="alert">
          {t(`conversation.openLink.letters.${letters}`)}
        </p>
      )}
      {scheme === 'http' && <p className={classes.warning}>{t('conversation.openLink.notEncrypted')}</p>}
      <p className={classes.href} dir="ltr" data-testid="address">
        {href}
      </p>
    </>
  )
}
