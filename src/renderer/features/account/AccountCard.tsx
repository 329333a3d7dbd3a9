import { Menu } from '@mantine/core'
import { ChevronDown, KeyRound, LogOut } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions, useBridge, useOwn, usePresence } from '../../state/ConsoleContext.tsx'
import { PresenceDot } from '../../ui/PresenceDot.tsx'
import classes from './AccountCard.module.css'

interface AccountCardProps {
  /** The person wants to go; what is unsent may have to be asked about first. */
  readonly onSignOut: () => void
  /** Further items of the menu. */
  readonly children: ReactNode
}

/** A menu stands within the part of the page that it belongs to. The kit's placeholder of the focus would be an item of it that is none. */
const inPlace = {
  withinPortal: false,
  withInitialFocusPlaceholder: false,
  transitionProps: { duration: 0 },
} as const

/** The person at this console, whether others may count on them, and the way out. */
export function AccountCard({ onSignOut, children }: AccountCardProps) {
  const { t } = useTranslation()
  const { setPresence } = useActions()
  const { capabilities } = useBridge()
  const own = useOwn()
  const status = usePresence(own?.userId)
  if (!own) return null
  return (
    <div className={classes.card}>
      <Menu {...inPlace} position="bottom-start" width={280}>
        <Menu.Target>
          <button type="button" className={classes.me} title={t('account.menu')}>
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
          <Menu.Item leftSection={<LogOut size={14} aria-hidden="true" />} onClick={onSignOut}>
            {t('account.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Menu {...inPlace} position="bottom-end">
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
    </div>
  )
}
