import { Button } from '@mantine/core'
import { type RefObject, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './GivenLink.module.css'
import { QrCode } from './QrCode.tsx'

interface GivenLinkProps {
  readonly url: string
  /** Until when it can be opened, in words. */
  readonly until: string
  readonly field?: RefObject<HTMLInputElement | null>
}

/** A link for a patient: to be copied, or held before the camera of their telephone. */
export function GivenLink({ url, until, field }: GivenLinkProps) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState<string | null>(null)
  const copy = () =>
    navigator.clipboard.writeText(url).then(
      () => setCopied(url),
      () => setCopied(null),
    )
  return (
    <div className={classes.link}>
      <input
        ref={field}
        type="text"
        readOnly
        className={classes.url}
        aria-label={t('lifecycle.link')}
        value={url}
        onFocus={(event) => event.target.select()}
      />
      <Button variant="default" size="compact-md" onClick={() => void copy()}>
        {t(copied === url ? 'lifecycle.copied' : 'lifecycle.copy')}
      </Button>
      <QrCode text={url} label={t('lifecycle.code')} />
      <p>{t('lifecycle.openUntil', { time: until })}</p>
    </div>
  )
}
