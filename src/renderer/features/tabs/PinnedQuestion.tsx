import { Button, Group, Modal, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { useLentFocus } from '../../ui/focus/focusContext.ts'

interface PinnedQuestionProps {
  /** The session whose pinned tab is to be closed; null: nothing is asked. */
  readonly sessionId: SessionId | null
  readonly onKeep: () => void
  readonly onCloseTab: (sessionId: SessionId) => void
}

/** Asks before a pinned tab is closed. Enter and Escape keep it; the key that asked does nothing more. */
export function PinnedQuestion({ sessionId, onKeep, onCloseTab }: PinnedQuestionProps) {
  const { t } = useTranslation()
  useLentFocus(sessionId !== null)
  return (
    <Modal
      opened={sessionId !== null}
      onClose={onKeep}
      returnFocus={false}
      title={t('tabs.closePinned.title')}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      transitionProps={{ duration: 0 }}
    >
      {sessionId !== null && <Question sessionId={sessionId} onKeep={onKeep} onCloseTab={onCloseTab} />}
    </Modal>
  )
}

function Question({ sessionId, onKeep, onCloseTab }: PinnedQuestionProps & { readonly sessionId: SessionId }) {
  const { t } = useTranslation()
  const name = usePatientName(sessionId)
  return (
    <>
      <Text size="sm">{t('tabs.closePinned.what', { name })}</Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => onCloseTab(sessionId)}>
          {t('tabs.closePinned.close')}
        </Button>
        <Button data-autofocus onClick={onKeep}>
          {t('tabs.closePinned.keep')}
        </Button>
      </Group>
    </>
  )
}
