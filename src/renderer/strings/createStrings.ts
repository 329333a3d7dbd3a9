import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'

/** Creates what turns a key into words. Every word on the screen stands in the catalogue; React escapes what is put in. */
export async function createStrings(): Promise<i18n> {
  const strings = createInstance()
  await strings.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // A word that is nothing is nothing on the screen, not its key.
    returnEmptyString: true,
    interpolation: { escapeValue: false },
  })
  return strings
}
