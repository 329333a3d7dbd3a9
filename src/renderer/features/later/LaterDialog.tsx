import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import { useOwn, useSession } from '../../state/ConsoleContext.tsx'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { useLentFocus } from '../../ui/focus/focusContext.ts'
import classes from './Later.module.css'
import { LaterForm, type LaterPut } from './LaterForm.tsx'
import type { LaterKind } from './laterChoices.ts'

/** A question that is open, of a session as its person saw it then. */
export interface LaterQuestion {
  readonly sessionId: SessionId
  readonly kind: LaterKind
  /** Place of what was said last, as it was when the question was opened. */
  readonly saidUpTo: number
}

interface LaterDialogProps {
  readonly question: LaterQuestion | null
  readonly onClose: () => void
  /** Puts the session off; resolves with why it could not be, or null. */
  readonly onPut: (question: LaterQuestion, put: LaterPut) => Promise<string | null>
}

/** Asks until when a session is put off and why, or why it needs no answer. */
export function LaterDialog({ question, onClose, onPut }: LaterDialogProps) {
  const { t } = useTranslation()
  useLentFocus(question !== null)
  return (
    <Modal
      opened={question !== null}
      onClose={onClose}
      returnFocus={false}
      title={question && t(`later.title.${question.kind}`)}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      centered
    >
      {question && <Question {...{ question, onClose, onPut }} />}
    </Modal>
  )
}

function Question({ question, onClose, onPut }: LaterDialogProps & { readonly question: LaterQuestion }) {
  const { t } = useTranslation()
  const session = useSession(question.sessionId)
  const name = usePatientName(question.sessionId)
  const own = useOwn()
  if (!session || !own) return null
  const isTheirs = session.participants.some(({ userId, role }) => userId === own.userId && role === 'clinician')
  const isAsked = session.owedSince !== null || session.later !== undefined
  const why = isTheirs ? (isAsked ? null : t('later.notOwed', { name })) : t('later.notYours')
  if (why !== null)
    return (
      <p className={classes.why} data-autofocus tabIndex={-1}>
        {why}
      </p>
    )
  return (
    <>
      <p className={classes.who} dir="auto">
        {name}
      </p>
      <LaterForm
        kind={question.kind}
        hindrance={session.saidUpTo > question.saidUpTo ? t('later.wroteAgain', { name }) : null}
        onClose={onClose}
        onPut={(put) => onPut(question, put)}
      />
    </>
  )
}
