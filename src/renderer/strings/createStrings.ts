import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'

/**
 * Creates what turns a key into words. Every word on the screen stands in the catalogue; React escapes what is put in. Dates and times are
 * written as where the system's language is spoken, if that is a kind of English; else as in most of the world, and never month first.
 */
export async function createStrings(systemLanguage = 'en'): Promise<i18n> {
  const strings = createInstance()
  await strings.use(initReactI18next).init({
    lng: /^en\b/i.test(systemLanguage) ? systemLanguage : 'en-GB',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // A word that is nothing is nothing on the screen, not its key.
    returnEmptyString: true,
    interpolation: { escapeValue: false },
  })
  return strings
}
