import type { PatientScript } from './patientScript.ts'
import { aishaBello } from './scripts/aishaBello.ts'
import { beatriceWong } from './scripts/beatriceWong.ts'
import { carmenVidal } from './scripts/carmenVidal.ts'
import { declanMurphy } from './scripts/declanMurphy.ts'
import { edithThornbury } from './scripts/edithThornbury.ts'
import { frankDelaney } from './scripts/frankDelaney.ts'
import { gerdaLindqvist } from './scripts/gerdaLindqvist.ts'
import { hanaSuzuki } from './scripts/hanaSuzuki.ts'
import { haroldPike } from './scripts/haroldPike.ts'
import { ivanPetrov } from './scripts/ivanPetrov.ts'
import { joaoFerreira } from './scripts/joaoFerreira.ts'
import { kwameMensah } from './scripts/kwameMensah.ts'
import { leilaKarimi } from './scripts/leilaKarimi.ts'
import { liWei } from './scripts/liWei.ts'
import { lucasMoreau } from './scripts/lucasMoreau.ts'
import { martaKowalczyk } from './scripts/martaKowalczyk.ts'
import { mateuszNowak } from './scripts/mateuszNowak.ts'
import { ninaSolberg } from './scripts/ninaSolberg.ts'
import { oliviaGrant } from './scripts/oliviaGrant.ts'
import { priyaRaman } from './scripts/priyaRaman.ts'
import { ruthAbrams } from './scripts/ruthAbrams.ts'
import { samuelOkoro } from './scripts/samuelOkoro.ts'
import { tomBarker } from './scripts/tomBarker.ts'
import { yousefHaddad } from './scripts/yousefHaddad.ts'

/** The 24 simulated patients. */
export const patientScripts: readonly PatientScript[] = [
  tomBarker,
  martaKowalczyk,
  haroldPike,
  priyaRaman,
  yousefHaddad,
  ninaSolberg,
  gerdaLindqvist,
  kwameMensah,
  liWei,
  carmenVidal,
  ivanPetrov,
  aishaBello,
  declanMurphy,
  hanaSuzuki,
  frankDelaney,
  oliviaGrant,
  samuelOkoro,
  ruthAbrams,
  lucasMoreau,
  beatriceWong,
  joaoFerreira,
  edithThornbury,
  mateuszNowak,
  leilaKarimi,
]
