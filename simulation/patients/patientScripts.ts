import type { PatientScript } from './patientScript.ts'
import { carmenVidal } from './scripts/chat/carmenVidal.ts'
import { frankDelaney } from './scripts/chat/frankDelaney.ts'
import { haroldPike } from './scripts/chat/haroldPike.ts'
import { joaoFerreira } from './scripts/chat/joaoFerreira.ts'
import { leilaKarimi } from './scripts/chat/leilaKarimi.ts'
import { ninaSolberg } from './scripts/chat/ninaSolberg.ts'
import { ruthAbrams } from './scripts/chat/ruthAbrams.ts'
import { beatriceWong } from './scripts/consultation/beatriceWong.ts'
import { declanMurphy } from './scripts/consultation/declanMurphy.ts'
import { kwameMensah } from './scripts/consultation/kwameMensah.ts'
import { oliviaGrant } from './scripts/consultation/oliviaGrant.ts'
import { tomBarker } from './scripts/consultation/tomBarker.ts'
import { aishaBello } from './scripts/telemedicine/aishaBello.ts'
import { edithThornbury } from './scripts/telemedicine/edithThornbury.ts'
import { liWei } from './scripts/telemedicine/liWei.ts'
import { martaKowalczyk } from './scripts/telemedicine/martaKowalczyk.ts'
import { samuelOkoro } from './scripts/telemedicine/samuelOkoro.ts'
import { yousefHaddad } from './scripts/telemedicine/yousefHaddad.ts'
import { gerdaLindqvist } from './scripts/visit/gerdaLindqvist.ts'
import { hanaSuzuki } from './scripts/visit/hanaSuzuki.ts'
import { ivanPetrov } from './scripts/visit/ivanPetrov.ts'
import { lucasMoreau } from './scripts/visit/lucasMoreau.ts'
import { mateuszNowak } from './scripts/visit/mateuszNowak.ts'
import { priyaRaman } from './scripts/visit/priyaRaman.ts'

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
