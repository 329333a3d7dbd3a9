import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { SessionId } from '../../../shared/model/ids.ts'
import { useLentFocus } from '../../ui/focus/focusContext.ts'
import { DoorForm } from './DoorForm.tsx'
import { DoorMade } from './DoorMade.tsx'
import type { Door } from './door.ts'

interface DoorDialogProps {
  readonly door: Door
  /** Goes to where one writes to the patient, and closes the dialog. */
  readonly onWrite: (sessionId: SessionId) => void
}

/** Asks who is at the door, then shows the link into the session that was made for them, and leads to their first message. */
export function DoorDialog({ door, onWrite }: DoorDialogProps) {
  const { t } = useTranslation()
  const { isOpen, typed, phase } = useStore(door.state)
  useLentFocus(isOpen)
  const leave = () => (phase.kind === 'made' ? onWrite(phase.made.sessionId) : door.close())
  return (
    <Modal
      opened={isOpen}
      onClose={leave}
      returnFocus={false}
      title={t(phase.kind === 'made' ? 'door.madeTitle' : 'door.title')}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      centered
      size={460}
    >
      {phase.kind === 'made' ? (
        <DoorMade made={phase.made} isAsking={phase.isAsking} onLink={() => void door.makeLink()} onWrite={leave} />
      ) : (
        <DoorForm
          typed={typed}
          problem={phase.kind === 'typing' ? phase.problem : null}
          isAsking={phase.kind === 'asking'}
          onType={door.type}
          onMake={(hasBadDate) => void door.make(hasBadDate)}
          onClose={door.close}
        />
      )}
    </Modal>
  )
}
