import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { leastFollowUpMs, mostFollowUpMs, mostFollowUpText } from '../../../shared/model/followUp.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import { isStaff } from '../../../shared/model/role.ts'
import { useOwn, useRelayNow, useSession } from '../../state/ConsoleContext.tsx'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { ChoiceForm } from '../../ui/choices/ChoiceForm.tsx'
import { useLentFocus } from '../../ui/focus/focusContext.ts'
import classes from './FollowUp.module.css'

/** A question that is open: what is to be followed up and when, or to when one is put. */
export type FollowUpQuestion =
  | { readonly kind: 'set'; readonly sessionId: SessionId }
  | { readonly kind: 'postpone'; readonly sessionId: SessionId; readonly followUp: EntryId }

interface FollowUpDialogProps {
  readonly question: FollowUpQuestion | null
  readonly onClose: () => void
  /** Does it; resolves with why it could not be, or null. `text` is empty where the question was for a time alone. */
  readonly onPut: (
    question: FollowUpQuestion,
    put: { readonly text: string; readonly due: number },
  ) => Promise<string | null>
}

/** Asks what is to be followed up with a patient, and when. */
export function FollowUpDialog({ question, onClose, onPut }: FollowUpDialogProps) {
  const { t } = useTranslation()
  useLentFocus(question !== null)
  return (
    <Modal
      opened={question !== null}
      onClose={onClose}
      returnFocus={false}
      title={question && t(`followUp.title.${question.kind}`)}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      centered
    >
      {question && <Question {...{ question, onClose, onPut }} />}
    </Modal>
  )
}

/** Words that are offered, in the order of their digits. */
const offeredWords = ['feeling', 'fever', 'pain', 'medicine', 'result'] as const

function Question({ question, onClose, onPut }: FollowUpDialogProps & { readonly question: FollowUpQuestion }) {
  const { t } = useTranslation()
  const session = useSession(question.sessionId)
  const name = usePatientName(question.sessionId)
  const relayNow = useRelayNow()
  const own = useOwn()
  if (!session || !own) return null
  const isTheirs = session.participants.some(({ userId, role }) => userId === own.userId && isStaff(role))
  const why = isTheirs ? (session.active ? null : t('followUp.closed')) : t('followUp.notYours')
  if (why !== null)
    return (
      <p className={classes.why} data-autofocus tabIndex={-1}>
        {why}
      </p>
    )
  const known = question.kind === 'postpone' ? session.followUps.find(({ id }) => id === question.followUp) : undefined
  const isGone = question.kind === 'postpone' && known === undefined
  return (
    <>
      <p className={classes.who}>
        <bdi>{name}</bdi>
        {known && (
          <>
            {': '}
            <bdi>{known.text}</bdi>
          </>
        )}
      </p>
      <ChoiceForm
        words={
          question.kind === 'postpone'
            ? null
            : {
                legend: t('followUp.what'),
                offered: offeredWords.map((id) => ({ id, label: t(`followUp.word.${id}`) })),
                ...{ own: t('followUp.word.own'), ownField: t('followUp.words'), mostLength: mostFollowUpText },
                ...{ noChoice: t('followUp.noChoice'), noWords: t('followUp.noWords') },
              }
        }
        time={{
          ...{ leastMs: leastFollowUpMs, mostMs: mostFollowUpMs, nowMs: relayNow },
          ...{ legend: t('followUp.when'), none: t('followUp.noTime') },
        }}
        hindrance={isGone ? t('followUp.gone') : null}
        confirmLabel={t(`followUp.confirm.${question.kind}`)}
        onCancel={onClose}
        onConfirm={({ text, at }) => onPut(question, { text: text ?? '', due: at ?? relayNow() })}
      />
    </>
  )
}
