import { Button, Group } from '@mantine/core'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { UserId } from '../../../shared/model/ids.ts'
import type { Participant } from '../../../shared/model/session.ts'
import { useActions, useTicking } from '../../state/ConsoleContext.tsx'
import { shortInstantText } from '../../ui/instantText.ts'
import { ActionDialog } from './ActionDialog.tsx'
import classes from './Lifecycle.module.css'

const lives = [60, 8 * 60, 24 * 60] as const

interface InviteDialogProps {
  readonly session: SessionSummary
  readonly onClose: () => void
}

/** Makes the link by which a patient comes into the session, shows it this once, and takes links back. */
export function InviteDialog({ session, onClose }: InviteDialogProps) {
  const { t } = useTranslation()
  const patients = session.participants.filter(({ role }) => role === 'patient')
  const [patient, setPatient] = useState<Participant | undefined>(patients[0])
  const [lifeMinutes, setLifeMinutes] = useState<number>(lives[0])
  const { made, isAsking, problem, revoked, make, revoke } = useLink(session)
  return (
    <ActionDialog
      session={session}
      title={t('lifecycle.title.invite')}
      confirmLabel={t(made === null ? 'lifecycle.confirm.invite' : 'lifecycle.inviteAgain')}
      isAsking={isAsking}
      problem={problem}
      beginsSafe
      onClose={onClose}
      onConfirm={() => patient && void make(patient.userId, lifeMinutes)}
    >
      <Choices
        legend={t('lifecycle.inviteWhom')}
        options={patients.map(({ userId, name }) => ({ value: userId, label: name || userId }))}
        value={patient?.userId}
        onChange={(id) => setPatient(patients.find(({ userId }) => userId === id))}
      />
      <Choices
        legend={t('lifecycle.inviteFor')}
        options={lives.map((minutes) => ({
          value: `${minutes}`,
          label: t('lifecycle.hours', { count: minutes / 60 }),
        }))}
        value={`${lifeMinutes}`}
        onChange={(minutes) => setLifeMinutes(Number(minutes))}
      />
      {made && <Link url={made.url} openUntil={made.openUntil} />}
      {revoked !== null && <p role="status">{t('lifecycle.revoked', { count: revoked })}</p>}
      <Group justify="space-between" wrap="nowrap">
        <p className={classes.note}>{t('lifecycle.inviteReplaces')}</p>
        <Button variant="subtle" size="compact-sm" flex="none" onClick={() => patient && void revoke(patient.userId)}>
          {t('lifecycle.revoke')}
        </Button>
      </Group>
    </ActionDialog>
  )
}

/** Asks for a link or takes links back, one at a time. */
function useLink({ id: sessionId }: SessionSummary) {
  const { invitePatient, revokeLinks } = useActions()
  const [made, setMade] = useState<{ readonly url: string; readonly openUntil: number } | null>(null)
  const [revoked, setRevoked] = useState<number | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isAsking, setAsking] = useState(false)
  const isUnderWay = useRef(false)
  const once = async (task: () => Promise<string | null>) => {
    if (isUnderWay.current) return
    isUnderWay.current = true
    setAsking(true)
    setProblem(null)
    setProblem(await task())
    setAsking(false)
    isUnderWay.current = false
  }
  return {
    ...{ made, revoked, problem, isAsking },
    make: (userId: UserId, lifeMinutes: number) =>
      once(async () => {
        const answer = await invitePatient({ sessionId, userId, lifeMinutes })
        if (!answer.ok) return answer.failure.message
        setMade(answer.value)
        setRevoked(null)
        return null
      }),
    revoke: (userId: UserId) =>
      once(async () => {
        const answer = await revokeLinks({ sessionId, userId })
        if (!answer.ok) return answer.failure.message
        setMade(null)
        setRevoked(answer.value.revoked)
        return null
      }),
  }
}

interface ChoicesProps {
  readonly legend: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly value: string | undefined
  readonly onChange: (value: string) => void
}

/** A choice of a few; none where there is only one. */
function Choices({ legend, options, value, onChange }: ChoicesProps) {
  if (options.length < 2) return null
  return (
    <fieldset className={classes.choices}>
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className={classes.choice}>
          <input type="radio" name={legend} checked={option.value === value} onChange={() => onChange(option.value)} />
          <bdi>{option.label}</bdi>
        </label>
      ))}
    </fieldset>
  )
}

/** The link that was made, to be copied; nothing shows it again. */
function Link({ url, openUntil }: { readonly url: string; readonly openUntil: number }) {
  const { t, i18n } = useTranslation()
  const [isCopied, setCopied] = useState<string | null>(null)
  const until = useTicking((nowMs) => shortInstantText(openUntil, nowMs, i18n.language))
  const copy = () =>
    navigator.clipboard.writeText(url).then(
      () => setCopied(url),
      () => setCopied(null),
    )
  return (
    <div className={classes.link}>
      <input
        type="text"
        readOnly
        className={classes.own}
        aria-label={t('lifecycle.link')}
        value={url}
        onFocus={(event) => event.target.select()}
      />
      <Button variant="default" size="compact-md" onClick={() => void copy()}>
        {t(isCopied === url ? 'lifecycle.copied' : 'lifecycle.copy')}
      </Button>
      <p className={classes.note}>{t('lifecycle.openUntil', { time: until })}</p>
    </div>
  )
}
