import { Menu } from '@mantine/core'
import { ChevronDown } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { type StoreApi, useStore } from 'zustand'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { SessionAction } from '../../../shared/model/lifecycle/offeredChanges.ts'
import { useSession } from '../../state/ConsoleContext.tsx'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { useLentFocus } from '../../ui/focus/focusContext.ts'
import classes from './Lifecycle.module.css'
import type { LifecycleState } from './lifecycleState.ts'
import { useOffered } from './useOffered.ts'

interface SessionMenuProps {
  readonly sessionId: SessionId
  readonly state: StoreApi<LifecycleState>
  /** The key that opens it, as written on the screen. */
  readonly menuKey: string
  /** Opens the menu of this session, or closes it. */
  readonly onToggle: (sessionId: SessionId) => void
  readonly onAct: (action: SessionAction, sessionId: SessionId) => void
  readonly onExport: (sessionId: SessionId) => void
}

/** Menu of everything that may be done with a session, and of nothing else. Letters, arrows and Enter choose, Escape leaves. */
export function SessionMenu(props: SessionMenuProps) {
  const session = useSession(props.sessionId)
  return session ? <MenuOf session={session} {...props} /> : null
}

function MenuOf({ session, sessionId, state, menuKey, onToggle, onAct, onExport }: SessionMenuProps & MenuOfProps) {
  const { t } = useTranslation()
  const offered = useOffered(session)
  const name = usePatientName(sessionId)
  const isOpen = useStore(state, ({ menuOf }) => menuOf === sessionId) && offered.length > 0
  const close = () => {
    if (state.getState().menuOf === sessionId) state.setState({ menuOf: null })
  }
  useLentFocus(isOpen)
  if (offered.length === 0) return null
  return (
    <Menu
      opened={isOpen}
      // Only closing is left to the kit, which would put the focus elsewhere when it opens.
      onChange={(opens) => !opens && close()}
      position="bottom-end"
      width={230}
      trapFocus={false}
      returnFocus={false}
      withInitialFocusPlaceholder={false}
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <button
          type="button"
          className={classes.menu}
          title={t('lifecycle.menuOf', { name, key: menuKey })}
          aria-label={t('lifecycle.menu')}
          onClick={() => onToggle(sessionId)}
        >
          <span className={classes.word}>{t('lifecycle.menu')}</span> <ChevronDown size={13} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('lifecycle.menuLabel', { name })} data-session-menu onKeyDown={closeOnTab(close)}>
        {offered.map((action) => (
          <Menu.Item key={action} data-action={action} onClick={() => onAct(action, sessionId)}>
            {t(`lifecycle.action.${action}`)}
          </Menu.Item>
        ))}
        <Menu.Item data-action="export" onClick={() => onExport(sessionId)}>
          {t('record.menu')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** Tab leaves it as Escape does: nothing else of the page is beside it. */
function closeOnTab(close: () => void) {
  return (event: KeyboardEvent) => {
    if (event.key !== 'Tab') return
    event.preventDefault()
    close()
  }
}

interface MenuOfProps {
  readonly session: SessionSummary
}
