import { Menu } from '@mantine/core'
import { Monitor, Moon, Sun } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useActions, useConsole } from '../../state/ConsoleContext.tsx'

const schemes = [
  { scheme: 'system', Icon: Monitor },
  { scheme: 'light', Icon: Sun },
  { scheme: 'dark', Icon: Moon },
] as const

/** The choice between light and dark, as items of a menu. */
export function ColourSchemeItems() {
  const { t } = useTranslation()
  const { saveSettings } = useActions()
  const settings = useConsole((state) => state.settings)
  return (
    <>
      <Menu.Label>{t('appearance.title')}</Menu.Label>
      {schemes.map(({ scheme, Icon }) => (
        <Menu.Item
          key={scheme}
          leftSection={<Icon size={14} aria-hidden="true" />}
          aria-current={scheme === settings.colourScheme ? 'true' : undefined}
          fw={scheme === settings.colourScheme ? 600 : 400}
          onClick={() => void saveSettings({ ...settings, colourScheme: scheme })}
        >
          {t(`appearance.${scheme}`)}
        </Menu.Item>
      ))}
    </>
  )
}
