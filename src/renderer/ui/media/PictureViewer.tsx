import { Modal } from '@mantine/core'
import { useElementSize, useMergedRef } from '@mantine/hooks'
import { ChevronLeft, ChevronRight, Minus, Plus, RotateCcw, RotateCw } from 'lucide-react'
import { type CSSProperties, type ReactNode, useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLentFocus } from '../focus/focusContext.ts'
import classes from './PictureViewer.module.css'
import { usePictureKeys, zoomStep } from './usePictureKeys.ts'
import { usePicturePointer } from './usePicturePointer.ts'
import { type Extent, fitOf, turned, type Viewport, wholePicture, zoomed } from './viewport.ts'

/** A picture that is looked at. `address` is of its content: null while that is fetched. `about`: who sent it, and when. */
export interface ViewedPicture {
  readonly id: string
  readonly name: string
  readonly about: string
  readonly address: string | null
  /** Reason why it cannot be shown. */
  readonly problem: string | null
  /** Its place among the pictures of the conversation, from 1, and how many there are. */
  readonly place: number
  readonly count: number
}

interface PictureViewerProps {
  /** null: the viewer is closed, and the focus is back where it was. */
  readonly picture: ViewedPicture | null
  readonly onPrevious: (() => void) | undefined
  readonly onNext: (() => void) | undefined
  readonly onClose: () => void
}

/** Shows a picture as large as the window: zoom by keys, wheel and two fingers, turn it, go to the next of the conversation. Escape leads back. */
export function PictureViewer({ picture, ...acts }: PictureViewerProps) {
  useLentFocus(picture !== null)
  if (picture === null) return null
  return (
    <Modal.Root opened fullScreen onClose={acts.onClose} returnFocus={false} transitionProps={{ duration: 0 }}>
      <Modal.Content className={classes.content} aria-label={picture.name}>
        <Modal.Body className={classes.body}>
          <OpenPicture picture={picture} {...acts} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

function OpenPicture({
  picture,
  onPrevious,
  onNext,
  onClose,
}: PictureViewerProps & { readonly picture: ViewedPicture }) {
  const { t } = useTranslation()
  const [view, setView] = useState<Viewport>(wholePicture)
  const [natural, setNatural] = useState<Extent | null>(null)
  const [isBroken, setBroken] = useState(false)
  const [shownId, setShownId] = useState(picture.id)
  // The next picture begins whole, and the bar, which may have the focus, stays.
  if (shownId !== picture.id) {
    setShownId(picture.id)
    setView(wholePicture)
    setNatural(null)
    setBroken(false)
  }
  const frame = useRef<HTMLElement>(null)
  const { ref: measure, width, height } = useElementSize<HTMLElement>()
  const frameRef = useMergedRef(frame, measure)
  const change = useCallback(
    (next: (view: Viewport, frame: Extent) => Viewport) => setView((before) => next(before, { width, height })),
    [width, height],
  )
  usePictureKeys({ view, frame: { width, height }, show: setView, onPrevious, onNext })
  usePicturePointer(frame, change)
  const problem = picture.problem ?? (isBroken ? t('media.undrawable') : null)
  const zoom = (factor: number) => setView(zoomed(view, factor, { x: 0, y: 0 }))

  return (
    <section className={classes.viewer} aria-label={t('media.viewer')}>
      <header className={classes.bar}>
        <div className={classes.what}>
          <bdi className={classes.name}>{picture.name}</bdi>
          <span>{picture.about}</span>
        </div>
        <span className={classes.place}>{t('media.place', { place: picture.place, count: picture.count })}</span>
        <Tool name={t('media.smaller')} keys="-" icon={<Minus />} onPress={() => zoom(1 / zoomStep)} />
        <span className={classes.scale} role="status">
          {t('media.scale', { percent: Math.round(view.scale * 100) })}
        </span>
        <Tool name={t('media.larger')} keys="+" icon={<Plus />} onPress={() => zoom(zoomStep)} />
        <Tool
          name={t('media.turnLeft')}
          keys="Shift+R"
          icon={<RotateCcw />}
          onPress={() => setView(turned(view, -1))}
        />
        <Tool name={t('media.turnRight')} keys="R" icon={<RotateCw />} onPress={() => setView(turned(view, 1))} />
        <Tool name={t('media.previous')} keys="←" icon={<ChevronLeft />} onPress={onPrevious} />
        <Tool name={t('media.next')} keys="→" icon={<ChevronRight />} onPress={onNext} />
        <button type="button" className={classes.close} onClick={onClose}>
          {t('media.close')} <kbd>Esc</kbd>
        </button>
      </header>
      <section ref={frameRef} className={classes.frame} data-larger={view.scale > 1}>
        {problem !== null && (
          <p className={classes.problem} role="alert">
            {problem}
          </p>
        )}
        {problem === null && picture.address === null && <p className={classes.problem}>{t('media.fetching')}</p>}
        {problem === null && picture.address !== null && (
          <img
            src={picture.address}
            alt={t('media.picture', { name: picture.name })}
            draggable={false}
            style={natural ? transformOf(view, natural, { width, height }) : { visibility: 'hidden' }}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setNatural({ width: naturalWidth, height: naturalHeight })
            }
            onError={() => setBroken(true)}
          />
        )}
      </section>
    </section>
  )
}

function transformOf(view: Viewport, natural: Extent, frame: Extent): CSSProperties {
  const scale = fitOf(natural, frame, view.turns) * view.scale
  return {
    transform: `translate(-50%, -50%) translate(${view.x}px, ${view.y}px) rotate(${view.turns * 90}deg) scale(${scale})`,
  }
}

interface ToolProps {
  readonly name: string
  readonly keys: string
  readonly icon: ReactNode
  readonly onPress: (() => void) | undefined
}

function Tool({ name, keys, icon, onPress }: ToolProps) {
  return (
    <button
      type="button"
      className={classes.tool}
      aria-label={name}
      title={`${name} (${keys})`}
      aria-disabled={onPress === undefined}
      onClick={onPress}
    >
      {icon}
    </button>
  )
}
