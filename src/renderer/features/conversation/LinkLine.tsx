import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { linkReach, type PatientLink } from '../../../shared/model/patientLink.ts'
import type { Participant } from '../../../shared/model/session.ts'
import { useActions, useConsole, usePresence, useTicking } from '../../state/ConsoleContext.tsx'
import classes from './Conversation.module.css'

/** Links are asked for again at least so often while the conversation is on the screen: nothing tells of one that is taken back. */
const askEveryMs = 60_000

/** Line for each patient who is not there: whether the link that they were given lets them read what is written now. */
export function LinkLine({ session }: { readonly session: SessionSummary }) {
  const links = useLinks(session)
  if (!session.active) return null
  return session.participants
    .filter(({ role }) => role === 'patient')
    .map((patient) => {
      const link = links.find(({ userId }) => userId === patient.userId)
      return link && <LinkOf key={patient.userId} patient={patient} link={link} />
    })
}

function LinkOf({ patient, link }: { readonly patient: Participant; readonly link: PatientLink }) {
  const { t } = useTranslation()
  const reach = useTicking((nowMs) => linkReach(link, nowMs))
  // Who is there reads, by whatever way they came.
  const isThere = usePresence(patient.userId) !== 'offline'
  if (isThere || reach === 'inForce') return null
  return (
    <p className={classes.link} role="status" data-reach={reach}>
      {t(`conversation.link.${reach}`, { name: patient.name || patient.userId })}
    </p>
  )
}

const none: readonly PatientLink[] = []

/** The newest link of each patient, asked for anew with all that may mean that one has changed; none where this person may not know. */
function useLinks({ id, active, participants, heads }: SessionSummary): readonly PatientLink[] {
  const { readLinks } = useActions()
  const [links, setLinks] = useState<readonly PatientLink[]>([])
  const isConnected = useConsole(({ link }) => link.mode === 'live' || link.mode === 'polling')
  const patients = participants.filter(({ role }) => role === 'patient').map(({ userId }) => userId)
  const present = useConsole(({ presence }) => patients.map((userId) => presence.get(userId)?.status ?? '').join(' '))
  const round = useTicking((nowMs) => Math.floor(nowMs / askEveryMs))
  // That a link was opened is said in the staff thread.
  const cause = [id, active, patients.join(' '), heads.staff, present, round].join('\n')
  useEffect(() => {
    if (!isConnected || cause === '') return
    let isStale = false
    void readLinks(id).then((answer) => {
      if (isStale) return
      if (answer.ok) setLinks(answer.value.links)
      else if (answer.failure.kind === 'forbidden' || answer.failure.kind === 'notFound') setLinks([])
    })
    return () => {
      isStale = true
    }
  }, [readLinks, id, isConnected, cause])
  return isConnected ? links : none
}
