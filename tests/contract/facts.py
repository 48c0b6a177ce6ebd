"""The parts of the public contract that are built, in our own short form: what a client written for it may count on.

Lines of paths are METHOD path -> status. Shapes name keys with their types: i integer, n number, s text, b truth value,
d date, t point in time, * anything; a leading + marks what the contract asks for in a body.
"""

from __future__ import annotations

OPERATIONS = """
GET company/ -> 200
PUT company/ -> 201
GET company/{id}/ -> 200
POST company/{id}/ -> 200
DELETE company/{id}/ -> 200
GET company/ext/{id}/ -> 200
POST company/{id}/lock -> 200
POST company/{id}/unlock -> 200
POST company/{id}/invalid -> 200
POST company/{id}/valid -> 200
POST company/{id}/anonymize/ -> 200
POST company/{id}/merge/{id}/ -> 200
PUT company/{id}/address/ -> 201
POST company/{id}/address/{id}/ -> 200
DELETE company/{id}/address/{id}/ -> 200
POST company/{id}/address/{id}/setPrimary/ -> 200
POST company/{id}/address/{id}/setContact/ -> 200
GET company/{id}/relationship/ -> 200
PUT company/{id}/relationship/ -> 201
POST company/{id}/relationship/{id}/ -> 200
DELETE company/{id}/relationship/{id}/ -> 200
PUT company/{id}/tag/ -> 201
DELETE company/{id}/tag/ -> 200
PUT company/{id}/extId/ -> 200
DELETE company/{id}/extId/{id} -> 200
GET person/ -> 200
PUT person/ -> 201
GET person/{id}/ -> 200
POST person/{id}/ -> 200
DELETE person/{id}/ -> 200
GET person/ext/{id}/ -> 200
POST person/{id}/lock -> 200
POST person/{id}/unlock -> 200
POST person/{id}/invalid -> 200
POST person/{id}/valid -> 200
POST person/{id}/anonymize/ -> 200
POST person/{id}/merge/{id}/ -> 200
PUT person/{id}/relationship/ -> 201
POST person/{id}/relationship/{id}/ -> 200
DELETE person/{id}/relationship/{id}/ -> 200
POST person/{id}/relationship/{id}/setPrimary/ -> 200
PUT person/{id}/tag/ -> 201
DELETE person/{id}/tag/ -> 200
PUT person/{id}/extId/ -> 200
DELETE person/{id}/extId/{id} -> 200
GET security/info -> 200
GET userAccount/ -> 200
GET userAccount/{id}/ -> 200
GET securityLevel/ -> 200
PUT securityLevel/ -> 201
DELETE securityLevel/{id}/ -> 200
POST securityLevel/{id}/multiAddUser -> 201
POST securityLevel/{id}/multiRemoveUser -> 201
PUT userAccount/{id}/securityLevel/{id} -> 200
DELETE userAccount/{id}/securityLevel/{id} -> 200
GET customField/config/ -> 200
PUT customField/config/{id}/ -> 201
POST customField/config/{id}/{id} -> 200
DELETE customField/config/{id}/{id} -> 200
GET customField/enum/{id}/{id}/ -> 200
PUT customField/enum/{id}/{id}/ -> 200
POST customField/enum/{id}/{id}/ -> 200
DELETE customField/enum/{id}/{id}/ -> 200
POST company/{id}/image/ -> 200
DELETE company/{id}/image/ -> 200
POST person/{id}/image/ -> 200
DELETE person/{id}/image/ -> 200
GET company/{id}/post/ -> 200
PUT company/{id}/post/ -> 201
DELETE company/{id}/post/{id}/ -> 201
GET person/{id}/post/ -> 200
PUT person/{id}/post/ -> 201
DELETE person/{id}/post/{id}/ -> 201
POST fileUpload -> 200
PUT attachment/{id}/{id}/ -> 201
DELETE attachment/{id}/ -> 200
GET fileHeader/{id}/ -> 200
GET icon/{id}/ -> 200
GET image/{id}/ -> 200
GET webhook/ -> 200
PUT webhook/ -> 201
POST webhook/technicalContact/ -> 200
DELETE webhook/{id}/ -> 200
GET activity/ -> 200
GET gdprTemplate/ -> 200
GET gdpr/ -> 200
PUT gdpr/ -> 201
GET gdpr/{id}/ -> 200
POST gdpr/{id}/ -> 200
POST gdpr/{id}/invalid/ -> 200
PUT companyAddress/{id}/extId/ -> 200
DELETE companyAddress/{id}/extId/{id} -> 200
PUT {id}/{id}/extId/ -> 200
DELETE {id}/{id}/extId/{id} -> 200
"""
ACTIVITIES = ("task", "meeting", "event", "email", "phoneCall", "letter")
OF_AN_ACTIVITY = """
GET {kind}/ -> 200
PUT {kind}/ -> 201
GET {kind}/{id}/ -> 200
POST {kind}/{id}/ -> 200
DELETE {kind}/{id}/ -> 200
GET {kind}/ext/{id}/ -> 200
POST {kind}/{id}/lock -> 200
POST {kind}/{id}/unlock -> 200
PUT {kind}/{id}/tag/ -> 201
DELETE {kind}/{id}/tag/ -> 200
PUT {kind}/{id}/extId/ -> 200
DELETE {kind}/{id}/extId/{id} -> 200
GET {kind}/{id}/post/ -> 200
PUT {kind}/{id}/post/ -> 201
DELETE {kind}/{id}/post/{id}/ -> 201
"""
OPERATIONS += "".join(OF_AN_ACTIVITY.replace("{kind}", kind) for kind in ACTIVITIES)

COMMON = (
    "id:i owner:person tags:[s] customFields:* rowInfo.createdAt:t rowInfo.createdBy:s rowInfo.updatedAt:t "
    "rowInfo.updatedBy:s rowInfo.rowAccess:s rowInfo.rowState:s securityLevel:named notice:s _version:i inlineGdpr:[*]"
)
ROWS = {
    "post.list": "id:i parent:i date:t comment:s owner:person _version:i",
    "person.list": (
        f"{COMMON} titleBefore:s firstName:s lastName:s titleAfter:s primaryRelationship:* contactInfo:* privateAddress:* "
        "category:value personClassification1:value personClassification2:value personClassification3:value salutation:s "
        "birthday:d language:value maritalStatus:value gender:s companyAddress:* activeUserAccount:b keyman:b"
    ),
    "person.detail": (
        f"{COMMON} titleBefore:s firstName:s lastName:s titleAfter:s primaryRelationship:* contactInfo:* privateAddress:* "
        "category:value salutation:s birthday:d language:value maritalStatus:value gender:s socialNetworkContact:* "
        "activeUserAccount:b keyman:b attachments:[*] relationships:[*] extIds:[s] photo:*"
    ),
    "company.list": (
        f"{COMMON} name:s titleBefore:s firstName:s lastName:s titleAfter:s person:b role:s state:s rating:s regNumber:s "
        "taxNumber:s taxNumber2:s taxPayer:s primaryAddress:* contactAddress:* category:value turnover:value "
        "economyActivity:value companyClassification1:value companyClassification2:value companyClassification3:value "
        "paymentTerm:value contactSource:value birthday:d bankAccount:s databox:s court:s"
    ),
    "company.detail": (
        f"{COMMON} name:s person:b firstName:s lastName:s titleBefore:s titleAfter:s salutation:s rating:s state:s role:s "
        "category:value contactSource:value employeesNumber:value legalForm:value paymentTerm:value turnover:value "
        "economyActivity:value regNumber:s taxNumber:s taxNumber2:s taxPayer:s bankAccount:s databox:s court:s birthday:d "
        "primaryAddress:* socialNetworkContact:* attachments:[*] addresses:[*] extIds:[s] logo:*"
    ),
}
ACTIVITY = (
    "id:i title:s personal:b status:s priority:s category:value activity:* company:* person:* lead:* project:* "
    "businessCase:* offer:* salesOrder:* scheduledFrom:t scheduledTill:t completed:t description:s tags:[s] "
    "rowInfo.createdAt:t rowInfo.createdBy:s rowInfo.updatedAt:t rowInfo.updatedBy:s rowInfo.rowAccess:s "
    "rowInfo.rowState:s securityLevel:named _version:i customFields:* participants:[*] recurrence:*"
)
BEYOND = {"task": "deadline:t solution:s", "meeting": "solution:s meetingPlace:s", "event": "meetingPlace:s",
          "phoneCall": "solution:s"}  # fmt: skip
for _kind in ACTIVITIES:
    ROWS[f"{_kind}.list"] = f"{ACTIVITY} {BEYOND.get(_kind, '')}"
    ROWS[f"{_kind}.detail"] = f"{ACTIVITY} {BEYOND.get(_kind, '')} owner:person extIds:[s]"
ROWS["activity.list"] = f"_entityName:s {ACTIVITY} solution:s"
INNER = {
    "contactInfo": "email email2 tel1 tel1Type tel2 tel2Type www fax otherContact",
    "privateAddress": "city country countryCode province street zipCode",
    "socialNetworkContact": "facebook googleplus twitter linkedin pinterest instagram skype youtube",
    "address": "id city country countryCode name province street zipCode lat lng",
}
BODIES = {
    "post": "parent +comment",
    "webhook": "+url secretToken +events",
    "technicalContacts": "+technicalContacts",
    "attachment": "link linkName uuid fileName contentType fileSize folderId",
    "person.new": (
        "titleBefore firstName +lastName titleAfter securityLevel owner category personClassification1 "
        "personClassification2 personClassification3 salutation birthday language maritalStatus gender contactInfo "
        "socialNetworkContact privateAddress notice relationship tags keyman"
    ),
    "company.new": (
        "+name person lastName firstName titleBefore titleAfter salutation securityLevel owner +rating +state +role notice "
        "category contactSource employeesNumber legalForm paymentTerm turnover economyActivity companyClassification1 "
        "companyClassification2 companyClassification3 regNumber taxNumber taxNumber2 taxPayer bankAccount databox court "
        "birthday addresses socialNetworkContact tags customFields"
    ),
    "companyAddress": "address contactInfo territory",
    "companyRelationship": "+companyJoin +companyJoinType",
    "personRelationship": "+company companyAddress notice type",
    "gdpr": "+gdprTemplate gdprFormAgreement company person validFrom validTill contractValidity",
}
BODIES |= {
    f"{kind}.new": (
        "+title +priority +owner category person company securityLevel scheduledFrom scheduledTill completed description "
        "tags"
    ) + (" +deadline resolver solution" if kind == "task" else "")
    for kind in ACTIVITIES
}  # fmt: skip
BODIES |= {f"{kind}.change": "title priority status category personal company participants" for kind in ACTIVITIES}
OF_ACTIVITIES = (
    "id title scheduledFrom scheduledTill completed category-id status owner-id personFilter companyContextFilter "
    "leadContextFilter businessCase rowInfo.createdAt rowInfo.updatedAt rowInfo.lastModifiedAt tags"
)
BY_WHICH_ACTIVITIES = (
    "id rowInfo.createdAt rowInfo.updatedAt rowInfo.lastModifiedAt title tags scheduledFrom scheduledTill completed "
    "category owner status"
)
FILTERS = {
    **dict.fromkeys((*ACTIVITIES, "activity", "activity/talk"), OF_ACTIVITIES),
    "task": f"{OF_ACTIVITIES} deadline",
    "company": (
        "name lastName person regNumber owner rating role state category economyActivity companyClassification1 "
        "companyClassification2 companyClassification3 primaryAddress-contactInfo.email primaryAddress-contactInfo.email2 "
        "rowInfo.createdAt rowInfo.updatedAt rowInfo.lastModifiedAt rowInfo.rowAccess gdprTemplate withoutGdpr tags "
        "taxNumber taxNumber2 id contactSource primaryAddress-address.city"
    ),
    "person": (
        "firstName lastName rowInfo.createdAt rowInfo.updatedAt owner primaryRelationship-company-name "
        "primaryRelationship-company-id personRelationship userAccount-id contactInfo.email contactInfo.email2 "
        "rowInfo.lastModifiedAt rowInfo.rowAccess gdprTemplate withoutGdpr tags id category"
    ),
}
SORTS = {
    **dict.fromkeys((*ACTIVITIES, "activity", "activity/talk"), BY_WHICH_ACTIVITIES),
    "task": f"{BY_WHICH_ACTIVITIES} deadline",
    "company": "id rowInfo.createdAt rowInfo.updatedAt rowInfo.lastModifiedAt name regNumber",
    "person": "id rowInfo.createdAt rowInfo.updatedAt rowInfo.lastModifiedAt firstName lastName",
}
VALUE_LISTS = (
    "leadCategory companyCategory contactSource employeesNumber legalForm paymentTerm companyTurnover economyActivity "
    "companyClassification1 companyClassification2 companyClassification3 territory personCategory personClassification1 "
    "personClassification2 personClassification3 language maritalStatus productCategory productLine businessCaseCategory "
    "businessCaseRelationshipCategory businessCaseClassification1 businessCaseClassification2 businessCaseClassification3 "
    "currency losingCategory telType offerCategory salesOrderCategory projectCategory projectRelationshipCategory "
    "priceListCategory gdprFormAgreement activityCategory documentCategory invoiceCategory"
)
