import { describe, expect, it } from 'vitest'
import { areAlike, findAlike, likenessKeys } from '../../../src/shared/model/text/likeNames.ts'

const person = (name: string, birthDate?: string) => ({ name, birthDate })
const sharesKey = (a: ReturnType<typeof person>, b: ReturnType<typeof person>) =>
  likenessKeys(a).some((key) => likenessKeys(b).includes(key))

describe('two patients', () => {
  it.each([
    ['Anna Plain', '1970-02-01', 'Anna Plain', '1976-05-02', 'one name'],
    ['Anna Plain', undefined, 'anna  PLAIN', undefined, 'one name, no birth dates'],
    ['Anna Schmidt', '1970-02-01', 'Anna Schmitt', '1991-12-24', 'one sound'],
    ['Eva Mueller', '1970-02-01', 'Eva Müller', '1991-12-24', 'one sound'],
    ['Jon Reed', '1970-02-01', 'John Reed', '1991-12-24', 'one sound'],
    ['Katherine Mayer', '1970-02-01', 'Catherine Meier', '1991-12-24', 'one sound'],
    ['Martin Thomas', '1970-02-01', 'Thomas Martin', '1991-12-24', 'swapped'],
    ['Plain, Anna', '1970-02-01', 'Anna Plain', '1991-12-24', 'swapped by a comma'],
    ['Anna Bergman', '1970-02-01', 'Anna Berman', '1991-12-24', 'one letter'],
    ['Maria Silva', '1970-02-01', 'Mario Silva', '1991-12-24', 'one letter'],
    ['Peter Hansen', '1970-02-01', 'Peter Hasnen', '1991-12-24', 'two letters swapped'],
    ['Tim Okafor', '2015-03-04', 'Zoe Okafor', '2015-03-04', 'twins'],
    ['Anna Plain', '1970-02-01', 'Anne Plain', '1976-02-01', 'the same day in another year'],
    ['Anna Plain', '1970-02-01', 'Annika Plain', '1970-01-02', 'day and month swapped'],
    ['Anna Plain', '1970-02-01', 'Antje Plain', '1970-02-07', 'one digit'],
    ['李小龍', '1970-02-01', '李小龍', '1991-12-24', 'another script'],
    ['Иван Петров', undefined, 'Петров Иван', undefined, 'another script, swapped'],
  ])('%s (%s) and %s (%s) could be taken for each other: %s', (a, bornA, b, bornB, _why) => {
    const [one, other] = [person(a, bornA), person(b, bornB)]
    expect([areAlike(one, other), areAlike(other, one), sharesKey(one, other)]).toEqual([true, true, true])
  })

  it.each([
    ['Anna Plain', '1970-02-01', 'Anne Plain', '1991-12-24', 'short names, other dates'],
    ['Anna Schmidt', '1970-02-01', 'Bernd Schmidt', '1970-03-01', 'one family name, another initial'],
    ['Anna Schmidt', undefined, 'Antje Schmidt', undefined, 'one family name, no dates'],
    ['Anna Plain', '1970-02-01', 'Anna Stone', '1970-02-01', 'one given name and date'],
    ['Иван Петров', '1970-02-01', 'Иван Петрова', '1991-12-24', 'another script, a letter apart'],
    ['Tim Kern', '1970-02-01', 'Tom Korn', '1970-02-01', 'short words'],
    ['', '1970-02-01', '', '1970-02-01', 'no name'],
  ])('%s (%s) and %s (%s) are not: %s', (a, bornA, b, bornB, _why) => {
    expect(areAlike(person(a, bornA), person(b, bornB))).toBe(false)
  })
})

const given =
  'Anna Maria Peter Michael Thomas Andreas Wolfgang Claudia Sabine Susanne Petra Monika Karin Birgit Stefan Christian Jürgen Uwe Klaus Frank Markus Martin Bernd Jan Lena Lea Mia Emma Paul Leon Ben Finn Noah Elif Mehmet Ayşe Fatma Ali Olga Ivan Elena Ahmed James Mary Robert Patricia John Jennifer David Linda William Elizabeth Grace Chloe Hannah Sofia Mateo Lucía Aisha Yusuf Priya Arjun Wei Yuki Kofi Ama'.split(
    ' ',
  )
const family =
  'Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Werner Krause Lehmann Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer Groß Seidel Heinrich Brandt Haas Schreiber Graf Schulte Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch Bergmann Voigt Sauer Arnold Wolff Pfeiffer Yılmaz Kaya Demir Şahin Smith Johnson Williams Brown Jones Garcia Davis Wilson Taylor Thomas Moore Jackson White Harris Clark Lewis Robinson Young Allen King Wright Scott Green Baker Adams Nelson Hill Ramirez Campbell Mitchell Roberts Nguyen Kim Chen Singh Patel Khan Ivanov Petrov Kowalski Novák Rossi Silva Santos Okafor Mensah Tanaka Haddad'.split(
    ' ',
  )

/** Returns so many people with names as they are among people, common ones more often; the same ones each time. */
function crowd(count: number) {
  let seed = 7
  const next = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }
  const pick = (names: readonly string[]) => names[Math.floor(next() ** 1.4 * names.length)] ?? ''
  return Array.from({ length: count }, (_, index) => {
    const name = `${pick(given)} ${pick(family)}`
    const day = new Date(Date.UTC(1930, 0, 1) + Math.floor(next() * 32_000) * 86_400_000)
    const birthDate = day.toISOString().slice(0, 10)
    return { name, birthDate, person: String(index), keys: likenessKeys({ name, birthDate }) }
  })
}

describe('many patients', () => {
  it('of 400 with common names, at most a few in a hundred carry an alert beside those who have the very same name', () => {
    const people = crowd(400)
    const share = (isAlike = areAlike) => findAlike(people, isAlike).size / people.length
    expect(share((one, other) => one.name !== other.name && areAlike(one, other))).toBeLessThan(0.03)
    expect(share()).toBeGreaterThan(0)
    expect(share()).toBeLessThan(0.08)
  })

  it('are compared with those alone who share a key: 2,400 with far fewer comparisons than pairs, and none is missed', () => {
    const people = crowd(2_400)
    let comparisons = 0
    const found = findAlike(people, (one, other) => {
      comparisons += 1
      return areAlike(one, other)
    })
    expect(comparisons).toBeLessThan(people.length * 10)
    const some = people.slice(0, 120)
    for (const one of some)
      for (const other of some)
        if (one !== other && areAlike(one, other))
          expect(found.get(one)?.has(other), `${one.name} ${other.name}`).toBe(true)
  })
})
