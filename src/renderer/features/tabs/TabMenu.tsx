import { Menu } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { useLentFocus } from '../../ui/focus/focusContext.ts'
import type { TabMenuPlace } from './sessionTabs.ts'
import { useTabSlots } from './tabSlots.ts'

/** Menu of a tab, where it was asked for: by the other button of the pointer, or by the key for menus while a tab has the focus. */
export function TabMenu() {
  const { tabs } = useTabSlots()
  const place = useStore(tabs.state, ({ menu }) => menu)
  useLentFocus(place !== null)
  return place && <MenuAt place={place} />
}

function MenuAt({ place: { id, xPx, yPx } }: { readonly place: TabMenuPlace }) {
  const { t } = useTranslation()
  const { tabs, closeTab, togglePin } = useTabSlots()
  const name = usePatientName(id)
  const close = () => tabs.showMenu(null)
  return (
    <Menu
      opened
      onChange={(opens) => !opens && close()}
      position="bottom-start"
      offset={0}
      width={230}
      trapFocus={false}
      returnFocus={false}
      withInitialFocusPlaceholder={false}
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <span style={{ position: 'fixed', insetBlockStart: yPx, left: xPx }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('tabs.menu', { name })} data-tab-menu onKeyDown={closeOnTab(close)}>
        <Menu.Item onClick={() => togglePin(id)}>{t(tabs.isPinned(id) ? 'tabs.unpin' : 'tabs.pin')}</Menu.Item>
        <Menu.Item onClick={() => closeTab(id)}>{t('tabs.close')}</Menu.Item>
        <Menu.Item disabled={tabs.openIds().length < 2} onClick={() => tabs.closeOthers(id)}>
          {t('tabs.closeOthers')}
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
