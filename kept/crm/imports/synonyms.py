"""How other programs, and people, head their columns: Outlook, Google, RAYNET, Salesforce, HubSpot, Czech and English.

Folded: lower case, without accents and marks. A line is a target and the heads that mean it.
"""

from __future__ import annotations

import re

from kept.crm.records.words import fold

BOTH = """
email: e-mail, mail, e-mail address, email address, primary email, e-mailova adresa, mejl, e-mail 1, e-mail 1 - value, email 1
email2: e-mail 2, second email, other email, e-mail 2 address, e-mail 2 - value, dalsi e-mail, email 2
phone: tel, telefon, telephone, phone number, mobile, mobil, mobile phone, business phone, telefonni cislo, tel1, phone 1, phone 1 - value, telefon 1, main phone, work phone
phone2: tel2, telefon 2, phone 2, phone 2 - value, other phone, second phone, dalsi telefon, home phone, company main phone
fax: business fax, fax number
website: web, www, url, webpage, web page, website url, homepage, internet, webova adresa, web site
street: ulice, address, adresa, street address, business street, mailing street, billing street, address 1 - street, ulice a cislo, home street
city: mesto, town, business city, mailing city, billing city, address 1 - city, obec, home city
province: state, region, kraj, county, state/province, business state, mailing state, billing state, state/region, address 1 - region, provincie
zip_code: zip, postcode, postal code, psc, business postal code, mailing zip, mailing zip/postal code, billing zip, zip/postal code, address 1 - postal code
country: zeme, stat, country/region, business country/region, mailing country, billing country, address 1 - country
tags: tag, stitky, labels, label, keywords, stitek, klicova slova, group membership
notice: note, notes, poznamka, poznamky, popis, description, comment, comments
owner: vlastnik, account manager, contact owner, account owner, company owner, majitel, obchodnik
facebook: facebook url, facebook page
twitter: twitter handle, x, twitter username
linkedin: linkedin url, linkedin bio, linkedin company page
instagram: instagram handle
youtube: youtube channel
skype: skype name
category: kategorie, type, contact type, account type, typ
+external: external id, externi id, ext id, record id, id, contact id, company id, account id, symbol, code, kod, ticker, extids, externi identifikator
+kept: kept id
+place: headquarters location, hq location, sidlo firmy, mesto kraj
"""
CONTACT = """
first_name: name, first name, given name, jmeno, krestni jmeno, firstname, prvni jmeno
last_name: surname, last name, family name, prijmeni, lastname
title_before: title before, titul pred, prefix, name prefix, salutation title, titul
title_after: title after, titul za, suffix, name suffix
+name: whole name, full name, cele jmeno, jmeno a prijmeni, display name, contact, kontakt, contact name, file as, osoba, kontaktni osoba
salutation: osloveni, greeting
company: firma, company name, account, account name, organization, organisation, organization name, organization 1 - name, spolecnost, zamestnavatel, employer, klient
position: job title, pozice, role, funkce, job, organization title, organization 1 - title, pracovni pozice
birthday: date of birth, datum narozeni, birth date, birthdate, narozeniny, dob, narozen
gender: pohlavi, sex
language: jazyk
"""
COMPANY = """
name: company, company name, security, firma, nazev, nazev firmy, account, account name, organization, organisation, spolecnost, jmeno, nazev klienta, obchodni jmeno
registration_number: ico, ic, registration number, reg number, company number, reg no, regnumber, identifikacni cislo
tax_number: dic, vat, vat id, vat number, tax id, tax number
state: stav, company state, lifecycle stage
role: vztah, relation
rating: hodnoceni, account rating
industry: odvetvi, obor, obor podnikani, gics sector, sector, economy activity
employees: number of employees, pocet zamestnancu, employees number
turnover: annual revenue, obrat
legal_form: pravni forma
bank_account: cislo uctu, bankovni ucet
data_box: datova schranka
contact_source: zdroj, source, lead source, original source
"""

ADDRESS = """
person: contact id, person id, contact, osoba, kontakt
company: company name, firma, account, organization
name: building, place, name, budova, nazev mista
suite: floor, room, patro, kancelar
hours: opening hours, oteviraci doba
latitude: lat, sirka
longitude: lng, lon, delka
+external: office id, address id, id, external id
"""


def bare(head: str) -> str:
    """A head without accents, case and marks."""
    return " ".join(re.sub(r"[^\w/+]+", " ", fold(head)).replace("_", " ").split())


def _table(text: str) -> dict[str, str]:
    found = {}
    for line in text.strip().splitlines():
        target, heads = line.split(":", 1)
        for head in heads.split(","):
            found[bare(head)] = target
    return found


HEADS: dict[str, dict[str, str]] = {
    "contact": {**_table(BOTH), **_table(CONTACT)},
    "company": {**_table(BOTH), **_table(COMPANY)},
    "address": {**_table(BOTH), **_table(ADDRESS)},
}
