/** Languages that a Nextcloud 32 comes with; another one is refused with 101. */
export const LANGUAGES: ReadonlySet<string> = new Set(
  (
    'ar ast be bg br ca cs cy da de de_DE el en en_GB eo es es_419 es_AR es_CL es_CO es_CR es_DO es_EC es_GT es_HN ' +
    'es_MX es_NI es_PA es_PE es_PR es_PY es_SV es_UY et_EE eu fa fi fr ga gd gl he hr hu ia id is it ja ka kab kn ko lb ' +
    'lo lt_LT lv mk mn nb nl nn_NO oc pl ps pt_BR pt_PT ro ru sc sk sl sq sr sv sw ta th tr ug uk ur_PK uz vi zh_CN zh_HK zh_TW'
  ).split(' '),
);
