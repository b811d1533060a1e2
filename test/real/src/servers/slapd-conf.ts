import { DIRECTORY } from './example-directory.ts';

export interface SlapdRules {
  /** Whether groups follow people who are renamed or removed. Default: true. */
  readonly referentialIntegrity?: boolean;
}

/**
 * The configuration of an OpenLDAP that lives in `folder` and goes with it: the overlays and limits of
 * an institution's directory (memberOf kept by the server; readers cut at 500 entries unless they are named),
 * without the fsync that would only protect what is thrown away.
 */
export function slapdConf(folder: string, { referentialIntegrity = true }: SlapdRules = {}): string {
  return `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile ${folder}/slapd.pid
argsfile ${folder}/slapd.args
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
moduleload refint
moduleload syncprov
sizelimit size.soft=500 size.hard=unlimited
loglevel none
threads 4

database mdb
suffix ${DIRECTORY.suffix}
directory ${folder}/db
rootdn ${DIRECTORY.adminDn}
rootpw ${DIRECTORY.adminPassword}
maxsize 2147483648
dbnosync
index objectClass eq
index uid,mail,cn,sn,givenName,employeeNumber eq,pres,sub
index member,memberOf eq
index entryUUID,entryCSN eq
index modifyTimestamp,createTimestamp eq
limits dn.exact="${DIRECTORY.readerDn}" size.soft=unlimited size.hard=unlimited size.pr=500 size.prtotal=unlimited
limits dn.exact="${DIRECTORY.writerDn}" size.soft=unlimited size.hard=unlimited size.prtotal=unlimited
access to attrs=userPassword by self write by anonymous auth by * none
access to dn.subtree="${DIRECTORY.writerBranch}" by dn.exact="${DIRECTORY.writerDn}" write by users read by * none
access to * by dn.exact="${DIRECTORY.readerDn}" read by self read by users read by * none

overlay memberof
memberof-group-oc groupOfNames
memberof-member-ad member
memberof-memberof-ad memberOf
memberof-refint ${referentialIntegrity ? 'TRUE' : 'FALSE'}
overlay syncprov
syncprov-checkpoint 100 10
syncprov-sessionlog 10000
`;
}
