import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../shared/ipc/session.ts'
import type { FollowUpChange } from '../../shared/model/followUp.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import type { FollowUpQuestion } from '../features/followUp/FollowUpDialog.tsx'
import type { FollowUpActs } from '../features/patient/FollowUps.tsx'
import type { SessionTabs } from '../features/tabs/sessionTabs.ts'
import { useActions, useReadConsole, useRelayNow } from '../state/ConsoleContext.tsx'
import { nameInWords } from '../state/patients/patientLabels.ts'
import { useFocusMoves } from '../ui/focus/focusContext.ts'
import type { FocusPlace } from '../ui/focus/focusMoves.ts'
import { shortInstantText } from '../ui/instantText.ts'
import { composerOf, dialog, findSessionWrittenTo, kept, nobody } from './focusPlaces.ts'

interface FollowUpParts {
  readonly tabs: SessionTabs
  /** Reports in one line what came of it. */
  readonly report: (text: string, isFailure: boolean) => void
}

type Known = SessionSummary['followUps'][number]
type Ask = (question: FollowUpQuestion) => FocusPlace
type End = (sessionId: SessionId, followUp: Pick<Known, 'id' | 'text'>, kind: 'done' | 'remove') => FocusPlace

/** The follow-ups of the session at work: the question that is open, and everything that is done with them. */
export function useFollowUps({ tabs, report }: FollowUpParts) {
  const [question, setQuestion] = useState<FollowUpQuestion | null>(null)
  const close = useCallback(() => setQuestion(null), [])
  const { put, end } = useChanges(report, close)
  const { move } = useFocusMoves()
  const ask = useCallback<Ask>((asked) => {
    setQuestion(asked)
    return dialog
  }, [])
  const side = useMemo<FollowUpActs>(
    () => ({
      add: (sessionId) => move(() => ask({ kind: 'set', sessionId })),
      postpone: (sessionId, followUp) => move(() => ask({ kind: 'postpone', sessionId, followUp })),
      end: (...given) => move(() => end(...given)),
    }),
    [move, ask, end],
  )
  return { question, close, put, side, effects: useEffects({ tabs, report, ask, end }) }
}

/** The changes of follow-ups, each of which leads back to the text. */
function useChanges(report: FollowUpParts['report'], close: () => void) {
  const { t, i18n } = useTranslation()
  const readConsole = useReadConsole()
  const relayNow = useRelayNow()
  const { changeFollowUp } = useActions()
  const { move } = useFocusMoves()
  return useMemo(() => {
    const nameOf = (id: SessionId) => {
      const label = readConsole().labels.get(id)
      return label ? nameInWords(t, label) : id
    }
    const put = async (asked: FollowUpQuestion, { text, due }: { readonly text: string; readonly due: number }) => {
      const { sessionId, kind } = asked
      const change: FollowUpChange = kind === 'set' ? { kind, text, due } : { kind, followUp: asked.followUp, due }
      const answer = await changeFollowUp(sessionId, change)
      if (!answer.ok) return answer.failure.message
      const time = shortInstantText(due, relayNow(), i18n.language)
      move(() => {
        close()
        report(t(`followUp.said.${kind}`, { name: nameOf(sessionId), time, text }), false)
        return composerOf(document, sessionId)
      })
      return null
    }
    const end: End = (sessionId, { id, text }, kind) => {
      void changeFollowUp(sessionId, { kind, followUp: id }).then((answer) => {
        if (!answer.ok) report(t('followUp.said.failed', { reason: answer.failure.message }), true)
        else if (kind === 'done') report(t('followUp.said.done', { name: nameOf(sessionId), text }), false)
      })
      return composerOf(document, sessionId)
    }
    return { put, end }
  }, [report, close, readConsole, relayNow, changeFollowUp, move, t, i18n])
}

/** The actions of the table that are about follow-ups. */
function useEffects({ tabs, report, ask, end }: FollowUpParts & { readonly ask: Ask; readonly end: End }) {
  const { t } = useTranslation()
  const readConsole = useReadConsole()
  return useMemo(() => {
    const findAtWork = (): SessionSummary | undefined => {
      const id = findSessionWrittenTo(document, tabs.openIds()) ?? tabs.activeId()
      return id === null ? undefined : readConsole().sessions.get(id)
    }
    const reportNone = (words: 'none' | 'noneToPostpone'): FocusPlace => {
      report(t(`followUp.said.${words}`), true)
      return kept
    }
    return {
      followUp: (): FocusPlace => {
        const session = findAtWork()
        return session ? ask({ kind: 'set', sessionId: session.id }) : nobody
      },
      followUpDone: (): FocusPlace => {
        const session = findAtWork()
        const due = session?.followUps.find(({ isDue }) => isDue)
        return session && due ? end(session.id, due, 'done') : reportNone('none')
      },
      postponeFollowUp: (): FocusPlace => {
        const session = findAtWork()
        const first = session?.followUps.find(({ failure }) => !failure)
        if (!session || !first) return reportNone('noneToPostpone')
        return ask({ kind: 'postpone', sessionId: session.id, followUp: first.id })
      },
    }
  }, [tabs, report, ask, end, readConsole, t])
}
