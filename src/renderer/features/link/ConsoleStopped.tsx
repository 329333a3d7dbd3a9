import { useTranslation } from 'react-i18next'
import { useConsole } from '../../state/ConsoleContext.tsx'
import classes from './ConsoleStopped.module.css'

/** Cover over the top of everything while the console behind this page is gone. It moves nothing below it. */
export function ConsoleStopped() {
  const { t } = useTranslation()
  const isLost = useConsole((state) => state.lostAt !== null)
  const answering = useConsole((state) => state.answering)
  return (
    <div className={classes.place} role="alert">
      {isLost && (
        <p className={classes.words}>{t(answering === 'stranger' ? 'link.strangerAnswers' : 'link.stopped')}</p>
      )}
    </div>
  )
}
