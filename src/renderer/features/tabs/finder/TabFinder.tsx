import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { SessionId } from '../../../../shared/model/ids.ts'
import { useLentFocus } from '../../../ui/focus/focusContext.ts'
import type { SessionTabs } from '../sessionTabs.ts'
import classes from './TabFinder.module.css'
import { TabSearch } from './TabSearch.tsx'

interface TabFinderProps {
  readonly tabs: SessionTabs
  /** Brings a session to the front; the focus is in its composer then. */
  readonly onOpen: (id: SessionId) => void
  /** Ends the search without a choice. */
  readonly onLeave: () => void
}

/** Finds one of the open tabs, those in need first: by its patient's name, record number or birth date, or by the arrow keys. */
export function TabFinder({ tabs, onOpen, onLeave }: TabFinderProps) {
  const { t } = useTranslation()
  const isOpen = useStore(tabs.state, ({ isFinding }) => isFinding)
  useLentFocus(isOpen)
  return (
    <Modal
      opened={isOpen}
      onClose={onLeave}
      returnFocus={false}
      withCloseButton={false}
      attributes={{ content: { 'aria-label': t('tabs.finder.title') } }}
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
      yOffset={52}
      size={560}
      padding={0}
      classNames={{ content: classes.content ?? '', body: classes.body ?? '' }}
    >
      <TabSearch tabs={tabs} onOpen={onOpen} />
    </Modal>
  )
}
