// Package prevention is what keeps disputes from arising (源头预防): a union's letters to employers (一函两书) with their
// answers, an employer's own check of how it employs (用工体检) and its pledge (信用承诺书), training, a union station's register
// of visitors and activities, and what organisations of enterprises (工商联、企业联合会) do for employers. It must not know
// of sealed matter and reads no case: of negotiations it counts what its reader may see. An employer's check is seen by that
// employer alone; what it shares is its level.
// Read first: LetterTable, CheckTable, PledgeTable.
package prevention
