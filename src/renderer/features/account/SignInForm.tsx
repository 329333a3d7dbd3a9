import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Failure } from '../../../shared/model/failure.ts'
import { useActions, useBridge } from '../../state/ConsoleContext.tsx'
import { relayAddress } from './relayAddress.ts'
import classes from './SignInForm.module.css'

interface SignInFormProps {
  readonly relayUrl: string
  readonly user: string
  /** Reason why the person is asked, when it is not their own wish. */
  readonly failure: Failure | null
  readonly onDone?: () => void
}

/** Signs in at a relay. What is wrong is said above the button, and the password alone is asked for again. */
export function SignInForm({ relayUrl, user, failure: first, onDone }: SignInFormProps) {
  const { t } = useTranslation()
  const { signIn } = useActions()
  const { capabilities } = useBridge()
  const [values, setValues] = useState({ relayUrl, user, password: '' })
  const [underWay, setUnderWay] = useState(false)
  const [problem, setProblem] = useState<string | null>(first?.message ?? null)
  const change = (name: keyof typeof values) => (event: { readonly currentTarget: { readonly value: string } }) => {
    const { value } = event.currentTarget
    setValues((before) => ({ ...before, [name]: value }))
  }

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (underWay) return
    const address = relayAddress(values.relayUrl)
    if (address === null) return setProblem(t('account.badAddress'))
    if (values.user.trim() === '' || values.password === '') return setProblem(t('account.missing'))
    setUnderWay(true)
    setProblem(null)
    const answer = await signIn({ relayUrl: address, user: values.user.trim(), password: values.password })
    setUnderWay(false)
    if (answer.ok) onDone?.()
    else {
      setProblem(answer.failure.message)
      setValues((before) => ({ ...before, password: '' }))
    }
  }

  const asksPasswordOnly = relayUrl !== '' && user !== ''
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
      <TextInput
        label={t('account.relay')}
        value={values.relayUrl}
        onChange={change('relayUrl')}
        placeholder="https://relay.example.org"
        autoComplete="url"
        inputMode="url"
        spellCheck={false}
        data-autofocus={relayUrl === '' || undefined}
        autoFocus={relayUrl === ''}
      />
      <TextInput
        label={t('account.user')}
        value={values.user}
        onChange={change('user')}
        autoComplete="username"
        spellCheck={false}
        autoFocus={relayUrl !== '' && user === ''}
      />
      <PasswordInput
        label={t('account.password')}
        value={values.password}
        onChange={change('password')}
        autoComplete="current-password"
        data-autofocus={asksPasswordOnly || undefined}
        autoFocus={asksPasswordOnly}
        visibilityToggleButtonProps={{ 'aria-label': t('account.showPassword') }}
      />
      {problem !== null && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
      <Button type="submit" loading={underWay} fullWidth>
        {t('account.signIn')}
      </Button>
      {capabilities.keyProtection === 'fileOnly' && <p className={classes.note}>{t('account.fileOnly')}</p>}
    </form>
  )
}
