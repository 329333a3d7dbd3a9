import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from '../Conversation.module.css'
import { MessageText } from '../links/MessageText.tsx'

interface LongTextProps {
  readonly text: string
  readonly tabIndex: number
  readonly onUnfold: () => void
}

/** The beginning of a long text, and how many lines it has. Its height depends on nothing that comes later. */
export function LongText({ text, tabIndex, onUnfold }: LongTextProps) {
  const { t } = useTranslation()
  const element = useRef<HTMLDivElement>(null)
  const lines = useLineCount(element)
  return (
    <>
      <div ref={element} className={`${classes.text} ${classes.folded}`} dir="auto" data-words>
        <MessageText text={text} tabIndex={-1} />
      </div>
      <button type="button" className={classes.showAll} tabIndex={tabIndex} onClick={onUnfold}>
        {t('conversation.showAll', { count: lines })}
      </button>
    </>
  )
}

/** Returns on how many lines a text stands, those that are cut off included, also when its width changes. */
function useLineCount(text: RefObject<HTMLElement | null>): number {
  const [lines, setLines] = useState(0)
  useLayoutEffect(() => {
    const element = text.current
    if (!element) return
    const count = () => {
      const whole = element.ownerDocument.createRange()
      whole.selectNodeContents(element)
      const linePx = Number.parseFloat(getComputedStyle(element).lineHeight)
      setLines(Math.round(whole.getBoundingClientRect().height / linePx))
    }
    count()
    const observer = new ResizeObserver(count)
    observer.observe(element)
    return () => observer.disconnect()
  }, [text])
  return lines
}
