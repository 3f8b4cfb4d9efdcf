import { gql, type TypedDocumentNode } from '@apollo/client';
import { useMutation, useQuery } from '@apollo/client/react';
import { Box, chakra, Flex } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type {
  ComplaintCategory,
  ComplaintPriority,
  ComplaintResolution,
  OrderComplainedOfQuery,
  OrderComplainedOfQueryVariables,
} from '../../../__generated__/operations.ts';
import { MembersOnly } from '../../../session/members-only.tsx';
import { drawKey } from '../../../shared/draw-key.ts';
import { useDeed } from '../../../shared/use-deed.ts';
import { ActionButton, Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { SelectField, TextAreaField, TextField } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { Refusal } from '../../../ui/refusal.tsx';
import { Fault } from '../../../ui/states.tsx';
import { orderPath } from '../../sales/index.ts';
import { CATEGORY_WORDS, PRIORITY_WORDS, RESOLUTION_WORDS, resolutionsFor } from '../complaint-words.ts';
import { unsaid, type FromForm } from '../filing.ts';
import { FILE_COMPLAINT } from '../mutations.ts';
import { complaintPath, complaintsPath } from '../urls.ts';

const ORDER_COMPLAINED_OF: TypedDocumentNode<OrderComplainedOfQuery, OrderComplainedOfQueryVariables> = gql`
  query OrderComplainedOf($id: ID!) {
    sale(id: $id) {
      id
      number
      lines {
        id
        productName
      }
    }
  }
`;

export function Component() {
  return (
    <MembersOnly title="Complain">
      <NewComplaintAbout />
    </MembersOnly>
  );
}

/** A form about the order that the address names, where it does: another order is another complaint. */
function NewComplaintAbout() {
  const [params] = useSearchParams();
  const saleId = params.get('order');
  return <NewComplaint key={saleId} saleId={saleId} />;
}

/** What is not right, in a person's own words. Filed once, whatever is changed in it and however often it is sent. */
function NewComplaint({ saleId }: { saleId: string | null }) {
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(ORDER_COMPLAINED_OF, { variables: { id: saleId ?? '' }, skip: !saleId });
  const [file] = useMutation(FILE_COMPLAINT);
  const { busy, refusal, faults, run } = useDeed();
  const [idempotencyKey] = useState(drawKey);

  const submit = async (form: FormData) => {
    const said = (name: string) => String(form.get(name) ?? '').trim();
    const requestedResolution = said('requestedResolution') as ComplaintResolution | '';
    const words = { title: said('title'), description: said('description') };
    const input = {
      ...words,
      idempotencyKey,
      category: said('category') as ComplaintCategory,
      priority: said('priority') as ComplaintPriority,
      ...(saleId && { saleId }),
      ...(requestedResolution && { requestedResolution }),
    };
    const answer = await run(
      async () => (await file({ variables: { input } })).data?.fileComplaint,
      'We have your complaint.',
    );
    if (!answer) return;
    const state: FromForm = { unsaid: unsaid(words, answer.complaint) };
    await navigate(complaintPath(answer.complaint.id), { replace: true, state });
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!busy) void submit(new FormData(event.currentTarget));
  };
  const sale = data?.sale;
  return (
    <Page title="What is not right?">
      <Card maxWidth="640px">
        <chakra.form onSubmit={onSubmit} display="flex" flexDirection="column" gap={4}>
          {saleId && error && <Fault error={error} title="The order could not be read." retry={() => void refetch()} />}
          {sale && (
            <Box>
              About{' '}
              <chakra.span fontWeight={700} textDecoration="underline" asChild>
                <Link to={orderPath(sale.id)}>order {sale.number}</Link>
              </chakra.span>
              <Box textStyle="small" color="fg.muted">
                {sale.lines.map(({ productName }) => productName).join(', ')}
              </Box>
            </Box>
          )}
          <TextField
            label="In one line"
            name="title"
            required
            maxLength={255}
            placeholder="The mug came broken"
            error={faults['title']}
          />
          <TextAreaField
            label="What happened?"
            name="description"
            required
            maxLength={2_000}
            rows={6}
            error={faults['description']}
          />
          <SelectField label="What is it about?" name="category" defaultValue={saleId ? 'PRODUCT_DEFECT' : 'OTHER'}>
            {Object.entries(CATEGORY_WORDS).map(([category, words]) => (
              <option key={category} value={category}>
                {words}
              </option>
            ))}
          </SelectField>
          <SelectField label="How urgent is it?" name="priority" defaultValue="MEDIUM">
            {Object.entries(PRIORITY_WORDS).map(([priority, { text }]) => (
              <option key={priority} value={priority}>
                {text}
              </option>
            ))}
          </SelectField>
          <SelectField
            label="What would make it right?"
            name="requestedResolution"
            defaultValue=""
            error={faults['requestedResolution']}
          >
            <option value="">You decide</option>
            {resolutionsFor(saleId !== null).map((resolution) => (
              <option key={resolution} value={resolution}>
                {RESOLUTION_WORDS[resolution]}
              </option>
            ))}
          </SelectField>
          <Refusal text={faults['saleId'] ?? refusal} />
          <Flex gap={3} flexWrap="wrap">
            <ActionButton type="submit" held={busy}>
              {busy ? 'Sending…' : 'Send'}
            </ActionButton>
            <Button asChild variant="quiet">
              <Link to={saleId ? orderPath(saleId) : complaintsPath}>Back</Link>
            </Button>
          </Flex>
        </chakra.form>
      </Card>
    </Page>
  );
}
