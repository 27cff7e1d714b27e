"""Messages about the quality of SEN2 returns: each says how many rows, what is done, what to do.

None of them shows what stands in a cell, as it may be personal: the row says where to look.
"""

from __future__ import annotations

from sufficiency.messages.message import Message


def _note(seen: str, why: str, remedy: str) -> Message:
    return Message(seen, why, remedy, severity="note")


MESSAGES: dict[str, Message] = {
    "sen2_id_missing": _note(
        "{rows} without a number of their own.",
        "Nothing below them can be joined. They are left out.",
        "Export the module again.",
    ),
    "sen2_id_twice": _note(
        "{rows} with a number that another row has too.",
        "What belongs to which cannot be told. They are left out, and the fullest row of each"
        " number is taken, wherever it stands.",
        "Look for an export that was pasted behind another.",
    ),
    "sen2_total_row": _note(
        "{rows} of totals.",
        "A total is nobody. They are left out.",
        "Nothing needs doing.",
    ),
    "sen2_orphan": _note(
        "{rows} belong to a row that is not there.",
        "Nobody can be told whose they are. They are left out.",
        "Export all modules on the same day; look for rows that were deleted by hand.",
    ),
    "sen2_before_birth": _note(
        "{rows} with a day before the child was born.",
        "One of the two dates is wrong, or the row is of another child. The rows are used.",
        "Check both dates. A day such as 1 January 1900 mostly stands for a blank; where many"
        " others are wrong, export all modules again on one day.",
    ),
    "sen2_after_census": _note(
        "{rows} with a day after census day.",
        "A request, decision or plan of that day is no part of this January. Such a plan does not"
        " count.",
        "Nothing if the return was exported later; else check the day, and the reference date of"
        " the return.",
    ),
    "sen2_person_without_request": _note(
        "{rows} of persons without a request.",
        "They have no plan and no step on the way to one, and count nowhere.",
        "Nothing if the requests were withdrawn; where there are many, export all modules again on"
        " one day.",
    ),
    "sen2_no_day": _note(
        "{rows} with something that is no date.",
        "It is taken as missing.",
        "Write dates as 2025-01-31 or 31/01/2025.",
    ),
    "sen2_serial_days": _note(
        "{rows} with a number of Excel in place of a date, as most of the column.",
        "The numbers were read as the days that they stand for, counted from 1900.",
        "Nothing, if the dates are right; else format the column as a date, and save it again.",
    ),
    "sen2_left_out": _note(
        "{children} with a plan and no birth date that can be read.",
        "They are in no table: their NC year cannot be told.",
        "Record the birth date as 2015-01-31 or 31/01/2015.",
    ),
    "sen2_plan_reversed": _note(
        "{rows} of plans that ended before they began.",
        "Such a plan runs on no day.",
        "Correct one of the two dates.",
    ),
    "sen2_placement_reversed": _note(
        "{rows} of placements that ended before they began.",
        "Such a placement is open on no day.",
        "Correct one of the two dates.",
    ),
    "sen2_no_rank": _note(
        "{rows} without a rank, or with something that is none.",
        "They come after all rows of the child that have one.",
        "Rank the main placement and the primary need 1.",
    ),
    "sen2_need_otherwise": _note(
        "{rows} with a need that is written otherwise than the guide writes it today.",
        "It is read by the table of needs: {said}.",
        "Nothing, if that is what is meant; else write the codes of the guide.",
    ),
    "sen2_need_code": _note(
        "{rows} with a need that is no SEN2 code.",
        "The need is unknown.",
        "Use the codes of the guide, such as ASD or SEMH.",
    ),
    "sen2_need_blank": _note(
        "{children} with a row of needs that says none.",
        "The need is unknown.",
        "Record the primary need.",
    ),
    "sen2_need_missing": _note(
        "{children} with a plan and no row of needs.",
        "The need is unknown.",
        "Record the primary need, with rank 1.",
    ),
    "sen2_need_not_first": _note(
        "{children} whose first need has not rank 1.",
        "The need of the lowest rank is taken.",
        "Rank the primary need 1.",
    ),
    "sen2_needs_several": _note(
        "{rows} with rank 1 beside another of the same plan.",
        "The return does not say which is the primary need. The code that comes first in the table"
        " of needs is taken, wherever its row stands.",
        "Rank one need 1, the other 2.",
    ),
    "sen2_no_flag": _note(
        "{rows} with a flag of a base that is neither yes nor no.",
        "It counts as no.",
        "Write 1 or 0, or true or false.",
    ),
    "sen2_flag_blank": _note(
        "{children} at a mainstream school with a base, of whom a blank flag of a SEN unit or"
        " resourced provision does not say whether they are in it.",
        "They count in mainstream classes, and places in bases may look free.",
        "Write 1 or 0, or true or false, in both columns.",
    ),
    "sen2_flags_blank": _note(
        "{children} at mainstream schools with a base, of whom blank flags of a SEN unit or"
        " resourced provision do not say whether they are in it.",
        "They are more than a twentieth of those at such schools. Their setting is unknown: in"
        " mainstream classes they would leave places in bases free that are not.",
        "Write 1 or 0, or true or false, in both columns.",
    ),
    "sen2_both_flags": _note(
        "{rows} with both flags, of a SEN unit and of resourced provision.",
        "The child is in one of the two. It counts as in a base once.",
        "Keep the flag that is right.",
    ),
    "sen2_no_birth_date": _note(
        "{children} without a birth date.",
        "The NC year cannot be told: with a plan such a child is in no table.",
        "Record the birth date.",
    ),
    "sen2_age_outside": _note(
        "{children} with a plan and an age below 0 or above 24 on 31 August.",
        "A plan ends at 25 at the latest. They are in no table.",
        "Check the birth date, and whether the plan has ended.",
    ),
    "sen2_no_postcode": _note(
        "{children} without a postcode.",
        "The locality is unknown.",
        "Record it; for a child in care that of the home of the family.",
    ),
    "sen2_postcode_outside": _note(
        "{children} with a postcode that is not in the look-up of localities.",
        "The locality is unknown: outside the authority, new, or mistyped.",
        "Add the postcode to the look-up, or correct it.",
    ),
    "sen2_no_upn": _note(
        "{children} without a UPN, or with one that cannot be one.",
        "They are known again by name and birth date only.",
        "Record the UPN.",
    ),
    "sen2_upn_shared": _note(
        "{rows} with the UPN of somebody who has another birth date.",
        "It tells neither of them. They are known again by name and birth date only.",
        "Find out whose number it is.",
    ),
    "sen2_person_twice": _note(
        "{rows} of a child who has a row already: the same UPN and birth date.",
        "The child is counted once, by a row with a postcode if there is one.",
        "Merge the two records.",
    ),
    "sen2_no_identity": _note(
        "{children} without a UPN and without a whole name or birth date.",
        "They cannot be known again: they join and leave in every year.",
        "Record the UPN.",
    ),
    "sen2_match_unsure": _note(
        "{children} whose name and birth date somebody else has too, and no UPN tells them apart.",
        "They are not matched with the return before: who may have stayed joins and leaves.",
        "Record the UPN in both returns.",
    ),
    "sen2_record_twice": _note(
        "{children} with a number or name of a child whom another row of the return has already.",
        "A child is followed once, by the record whose UPN or else name comes first. The other"
        " record counts as one more child.",
        "Merge the two records if they are of one child.",
    ),
    "sen2_upn_changed": _note(
        "{children} with another UPN than in the return before, and the same name and birth date.",
        "They are taken for the same children.",
        "Check that the number is right.",
    ),
    "sen2_active_without_plan": _note(
        "{rows} of active plans without a named plan.",
        "When they began is not known. They count.",
        "Record the named plan with its start date.",
    ),
    "sen2_active_not_running": _note(
        "{rows} of active plans whose named plan does not run on census day.",
        "It ended before or begins after. They do not count.",
        "Check the dates of the plan; remove the record if it has ended.",
    ),
    "sen2_plan_without_active": _note(
        "{rows} of plans that run on census day and have no record of an active plan.",
        "They count, with need and placement unknown.",
        "Record the active plan, or the date on which it ended.",
    ),
    "sen2_no_start": _note(
        "{rows} of plans without a start date.",
        "They are taken to have begun.",
        "Record the start date.",
    ),
    "sen2_reason_without_day": _note(
        "{rows} of plans with a reason for their end and no date of it.",
        "They are taken to run still.",
        "Record the date, or remove the reason.",
    ),
    "sen2_gone_elsewhere": _note(
        "{rows} of plans that run on census day and went to another authority (reason 5).",
        "They count, as they had not ended by then; the other authority may count them too.",
        "Check the date on which the plan went.",
    ),
    "sen2_came_from_elsewhere": _note(
        "{rows} of plans that came from another authority in the year.",
        "They count. Whatever their start date, they join in this year.",
        "Nothing, if the number is as expected.",
    ),
    "sen2_plans_several": _note(
        "{children} with several plans that run on census day.",
        "Each is counted once, with the need and placement of the lowest rank, of the later plan.",
        "End the plan that was replaced.",
    ),
    "sen2_placement_missing": _note(
        "{children} with a plan and no placement on census day.",
        "The setting is unknown.",
        "Record where the child is, or that it is in no education (NIEO, NIEC, NEET).",
    ),
    "sen2_placement_not_first": _note(
        "{children} whose first placement on census day has not rank 1.",
        "The placement of the lowest rank is taken.",
        "Rank the main placement 1.",
    ),
    "sen2_placements_several": _note(
        "{rows} of placements with rank 1 beside another that is open on census day.",
        "Mostly the earlier one was never closed. The one that was entered last is taken; of one"
        " day that whose setting comes first in the table of settings.",
        "Record the leaving date of the earlier placement.",
    ),
    "sen2_no_entry": _note(
        "{children} in a placement without an entry date.",
        "It is taken to have begun.",
        "Record the entry date.",
    ),
    "sen2_no_place": _note(
        "{children} in a placement without a URN, a UKPRN or a setting.",
        "The setting is unknown.",
        "Record one of the three.",
    ),
    "sen2_urn_malformed": _note(
        "{children} in a placement with a URN that has not six digits.",
        "The site and the setting are unknown.",
        "Correct the URN.",
    ),
    "sen2_urn_unknown": _note(
        "{children} at a URN that is not in the look-up of establishments.",
        "The setting is unknown, but for a base.",
        "Correct the URN, or use a newer look-up; a closed school may have a successor.",
    ),
    "sen2_ukprn_malformed": _note(
        "{children} in a placement with a UKPRN that has not eight digits.",
        "It is not believed: the URN tells the setting or, where there is none, the code.",
        "Correct the UKPRN, or leave it blank.",
    ),
    "sen2_provider_unknown": _note(
        "{children} with a provider known by its UKPRN that is not in the look-up.",
        "They count as in further education, as the Department counts other providers.",
        "Add the UKPRN to the look-up, above all if it is a specialist college.",
    ),
    "sen2_setting_code": _note(
        "{children} in a placement with a setting that is no code of the return.",
        "The setting is unknown.",
        "Use OLA, OPA, EHE, EYP, OTH, NEET, NIEC or NIEO.",
    ),
    "sen2_setting_beside_urn": _note(
        "{children} in a placement with a number and a code of a setting.",
        "The code is for placements without a number. The number is taken.",
        "Remove the one that is wrong.",
    ),
    "sen2_perhaps_waiting": _note(
        "{children} not in education for another reason (NIEO), who may wait for a place.",
        "They count in not_in_education, as the Department publishes them. Of these the shipped"
        " levels suppose 23 % to need a base or special place; of who is awaiting, as an export of"
        " cases can tell, 72 %.",
        "Find out how many wait; state levels of not_in_education by phase in the scenario where"
        " they are many.",
    ),
    "sen2_base_elsewhere": _note(
        "{children} with a flag of a base where no base can be: no number, or no mainstream"
        " school.",
        "The flag is not believed; the setting is that of the establishment.",
        "Remove the flag, or correct the URN.",
    ),
    "sen2_base_without_base": _note(
        "{children} with a flag of a base at a school that has none in the look-up.",
        "They count as in a base.",
        "Check the flag and the register: one of the two is out of date.",
    ),
    "sen2_not_traced": _note(
        "{children} with a plan who are nowhere in the return of the year after.",
        "They are taken to have left. A plan that ended should be there with its date.",
        "Find out whether they left, or have another UPN or name now.",
    ),
    "sen2_ended_before": _note(
        "{children} whose plan had ended before the January before, as this return says.",
        "They are restated: taken off the earlier January, and no leavers.",
        "Nothing; the earlier return was sent before the end was recorded.",
    ),
    "sen2_recorded_late": _note(
        "{children} whose plan ran in the January before, as this return says, and did not count.",
        "They are restated: added to the earlier January, and no joiners.",
        "Nothing; or check the start date if there are many.",
    ),
    "sen2_age_restated": _note(
        "{children} in another NC year in the January before than was counted then.",
        "The birth date is another now. They are restated.",
        "Check which birth date is right.",
    ),
    "sen2_setting_restated": _note(
        "{children} in another setting in the January before than was counted then.",
        "This return dates another placement to that day. They are restated, and did not move.",
        "Nothing, if the earlier return was sent before the move was recorded or did not tell the"
        " setting. Where there are many, look for a column of one of the two that was moved or"
        " lost cells.",
    ),
}
