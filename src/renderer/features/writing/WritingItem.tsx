import { Menu } from '@mantine/core'
import { MessageSquareText } from 'lucide-react'
import { useTranslation } from 'react-i18next'

/** The way to how one writes, as an item of a menu. */
export function WritingItem({ onChoose }: { readonly onChoose: () => void }) {
  const { t } = useTranslation()
  return (
    <Menu.Item leftSection={<MessageSquareText size={14} aria-hidden="true" />} onClick={onChoose}>
      {t('writing.title')}
    </Menu.Item>
  )
}
