import { Button, Group, Menu, Modal } from '@mantine/core'
import { ChevronDown, KeyRound, LogOut } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions, useBridge, useOwn, usePresence, useUnsent } from '../../state/ConsoleContext.tsx'
import { PresenceDot } from '../../ui/PresenceDot.tsx'
import classes from './AccountCard.module.css'

/** Who is at this console, whether others may count on them, and the way out. `children` are further items of the menu. */
export function AccountCard({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation()
  const { signOut, setPresence } = useActions()
  const { capabilities } = useBridge()
  const own = useOwn()
  const unsent = useUnsent().length
  const status = usePresence(own?.userId)
  const [asksToSignOut, setAsksToSignOut] = useState(false)
  if (!own) return null
  const leave = () => (unsent > 0 ? setAsksToSignOut(true) : void signOut())
  return (
    <div className={classes.card}>
      <Menu position="bottom-start" width={280} transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <button type="button" className={classes.me} aria-label={t('account.menu', { name: own.name })}>
            <b dir="auto">{own.name}</b>
            <small>
              {t(`role.${own.role}`)} <ChevronDown size={12} aria-hidden="true" />
            </small>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {children}
          {capabilities.keyProtection === 'fileOnly' && (
            <>
              <Menu.Divider />
              <div className={classes.note}>
                <KeyRound size={14} aria-hidden="true" />
                <span>{t('account.fileOnly')}</span>
              </div>
            </>
          )}
          <Menu.Divider />
          <Menu.Item leftSection={<LogOut size={14} aria-hidden="true" />} onClick={leave}>
            {t('account.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <button
            type="button"
            className={classes.pill}
            aria-label={t('presence.menu', { status: t(`presence.own.${status}`) })}
          >
            <PresenceDot status={status} label="" />
            {t(`presence.own.${status}`)}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {(['online', 'away', 'busy'] as const).map((choice) => (
            <Menu.Item
              key={choice}
              leftSection={<PresenceDot status={choice} label="" />}
              aria-current={choice === status ? 'true' : undefined}
              onClick={() => void setPresence(choice)}
            >
              {t(`presence.own.${choice}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={asksToSignOut}
        onClose={() => setAsksToSignOut(false)}
        title={t('account.signOutTitle')}
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ 'aria-label': t('app.close') }}
        centered
      >
        <p className={classes.question}>{t('account.signOutUnsent', { count: unsent })}</p>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setAsksToSignOut(false)} data-autofocus>
            {t('app.cancel')}
          </Button>
          <Button onClick={() => void signOut()}>{t('account.signOut')}</Button>
        </Group>
      </Modal>
    </div>
  )
}
